package widgets

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// integrationPolicy is the Content-Security-Policy of the page for integrators.
const integrationPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// The ways of asking that the page writes code for.
func ways() []string { return []string{"element", "link", "iframe", "email", "qr"} }

// integrationPage makes the code that an administration pastes into its pages.
type integrationPage struct {
	page
	Script, Listener builtScript
	Found            []foundLink
	Total            int
	// Chosen is what the code is made for; its procedure is the page's.
	Chosen  choices
	Options []option
	Codes   []code
	// Preview is the address of a frame that shows the element, empty for the
	// ways that are shown as they are.
	Preview string
	Shown   snippet
	Host    string
	Checks  []int
}

// choices are what an integrator chose, all of them valid.
type choices struct {
	Way, Lang, Theme, Outcome, Channel, Button string
}

// option is one list to choose from.
type option struct {
	Name, Label string // a key
	Chosen      string
	Values      []optionValue
}

type optionValue struct{ Value, Label string }

// code is one text to copy; Label is a key.
type code struct {
	ID, Label, Text string
	Rows            int
}

// integrate is complete without script: what is chosen stands in the address.
func (w *Widgets) integrate(c *gin.Context) {
	l := w.integratorLanguage(c)
	query := c.Request.URL.Query()
	kept := url.Values{}
	for _, name := range []string{"q", "procedure", "way", "for", "theme", "outcome", "channel", "button"} {
		if value := strings.ToValidUTF8(query.Get(name), ""); value != "" {
			kept.Set(name, value)
		}
	}
	procedure, ok := w.catalogue().Find(query.Get("procedure"))
	p := integrationPage{Host: w.base(c), Script: w.assets.pages[integrationFile], Checks: []int{1, 2, 3, 4, 5, 6, 7}}
	p.page = w.newPage(l, nil, "integration.title", "/integration", kept)
	p.Languages = slices.DeleteFunc(p.Languages, func(other languageLink) bool { return !other.addressesIntegrators() })
	p.Canonical = w.canonical("/integration")
	p.Description = l.T("integration.lead")
	p.Searched = kept.Get("q")
	if len(p.Searched) > maxSearch {
		p.Searched = strings.ToValidUTF8(p.Searched[:maxSearch], "")
	}
	if p.Searched != "" {
		found, near := w.search(p.Searched)
		p.Total = len(found)
		for _, f := range append(found[:min(len(found), maxFound)], near...) {
			p.Found = append(p.Found, foundLink{f, "/integration?" + url.Values{"procedure": {f.ID}, "lang": {l.Code}}.Encode()})
		}
	}
	if ok {
		p.Procedure, p.Demo = procedure, procedure.Synthetic
		p.Chosen = w.readChoices(query)
		p.Options = w.options(p.Chosen)
		p.write(w, l)
	}
	w.renderUnder(c, integrationPolicy, http.StatusOK, "integration", l, p)
}

// integratorLanguage is one of the two languages that integrators are
// addressed in.
func (w *Widgets) integratorLanguage(c *gin.Context) *language {
	l := w.language(c, c.Query("lang"))
	if !l.addressesIntegrators() {
		l = w.languages.match("en", "")
	}
	return l
}

// readChoices reads what was chosen; what does not exist is the default.
func (w *Widgets) readChoices(query url.Values) choices {
	among := func(name string, allowed []string, otherwise string) string {
		if value := query.Get(name); slices.Contains(allowed, value) {
			return value
		}
		return otherwise
	}
	ch := choices{
		Way: among("way", ways(), "element"), Lang: among("for", languageCodes(), ""), Theme: among("theme", []string{"light", "dark"}, ""),
		Outcome: among("outcome", rating.Outcomes(), ""), Channel: among("channel", observatory.Channels(), ""),
	}
	if button := query.Get("button"); observatory.ValidID(button) {
		ch.Button = button
	}
	return ch
}

// options are the lists that the page offers.
func (w *Widgets) options(ch choices) []option {
	list := func(name, chosen, empty string, values []string, label func(string) string) option {
		o := option{Name: name, Label: "integration." + name, Chosen: chosen}
		if empty != "" {
			o.Values = append(o.Values, optionValue{"", empty})
		}
		for _, value := range values {
			o.Values = append(o.Values, optionValue{value, label(value)})
		}
		return o
	}
	keys := func(prefix string) func(string) string { return func(value string) string { return prefix + value } }
	outcomes := slices.DeleteFunc(rating.Outcomes(), func(o string) bool { return o == rating.OutcomeUnknown })
	return []option{
		list("way", ch.Way, "", ways(), keys("integration.way.")),
		list("for", ch.Lang, "integration.for.auto", languageCodes(), keys("integration.for.")),
		list("theme", ch.Theme, "integration.theme.auto", []string{"light", "dark"}, keys("integration.theme.")),
		list("outcome", ch.Outcome, "integration.outcome.ask", outcomes, keys("outcome.")),
		list("channel", ch.Channel, "integration.channel.online", observatory.Channels()[1:], keys("integration.channel.")),
	}
}

// write makes the texts to copy, and what the reader sees of them.
func (p *integrationPage) write(w *Widgets, l *language) {
	speaks := w.languages.match(cmp.Or(p.Chosen.Lang, l.Code), "")
	label := speaks.T("button.label")
	s := snippet{
		Host: p.Host, Procedure: p.Procedure.ID, choices: p.Chosen, Label: label, ButtonLang: speaks.Code,
		Latest: w.assets.latest(scriptFile), Exact: w.script(scriptFile),
	}
	p.Shown = s
	p.Codes = s.codes()
	for i := range p.Codes {
		p.Codes[i].Rows = strings.Count(p.Codes[i].Text, "\n") + 2
	}
	if s.Way == "element" || s.Way == "iframe" {
		query := s.query("")
		query.Set("preview", "1")
		if s.Theme != "" {
			query.Set("theme", s.Theme)
		}
		if s.Lang == "" {
			query.Set("lang", l.Code)
		}
		p.Preview = "/embed/avis/" + s.Procedure + "?" + query.Encode()
	}
}
