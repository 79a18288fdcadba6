package widgets

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// framePolicy is the Content-Security-Policy of the page that may be framed,
// but for who may frame it. In a sandbox without origin 'self' still is the
// page's address.
const framePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors "

// embedPage is the element alone, for a frame on somebody else's page.
type embedPage struct {
	page
	Frame          string // address of its style sheet
	Script, Height builtScript
	Attributes     []attribute // of the element
	Link           string      // to the form, for who has no script
	Theme          string
}

// builtScript is a script with its hash.
type builtScript struct{ Address, Integrity string }

type attribute struct{ Name, Value string }

// ancestors returns the sources that may frame the procedure's questions: its
// hosts where the catalogue tells them, else everybody.
func ancestors(procedure *observatory.Procedure) string {
	if len(procedure.Hosts) == 0 {
		return "*"
	}
	return "'self' " + strings.Join(procedure.Hosts, " ")
}

func (w *Widgets) script(file string) builtScript {
	return builtScript{w.assets.exact(file), w.assets.built.Files[file].Integrity}
}

func (w *Widgets) embed(c *gin.Context) {
	s := readQuery(c.Request.URL.Query())
	l := w.language(c, s.Lang)
	procedure, ok := w.procedure(c, l)
	if !ok || w.sayClosed(c, l, procedure, s.Button) {
		return
	}
	s.Source = sourceOr(c.Query("source"), "iframe")
	w.takeAfter(&s, procedure.ID, c.Request.URL.Query())
	query := url.Values{"lang": {l.Code}, "source": {s.Source}}
	p := embedPage{Frame: w.assets.frame, Script: w.script(scriptFile), Height: w.assets.pages[frameFile], Theme: themeOf(c)}
	p.Attributes = []attribute{{"procedure", procedure.ID}, {"lang", l.Code}, {"theme", p.Theme}}
	for name, value := range map[string]string{"outcome": s.told(), "channel": s.Channel, "button": s.Button, "token": s.Token} {
		if value != "" {
			p.Attributes = append(p.Attributes, attribute{name, value})
			query.Set(name, value)
		}
	}
	slices.SortFunc(p.Attributes[3:], func(a, b attribute) int { return strings.Compare(a.Name, b.Name) })
	p.Attributes = append(p.Attributes, attribute{"source", s.Source})
	if c.Query("preview") != "" { // it shows, and neither asks nor counts
		p.Attributes = append(p.Attributes, attribute{"inert", ""})
	}
	p.Link = "/avis/" + procedure.ID + "?" + query.Encode()
	p.page = w.newPage(l, procedure, "form.title", "/embed/avis/"+procedure.ID, query)
	w.renderUnder(c, framePolicy+ancestors(procedure), http.StatusOK, "embed", l, p)
}

// told is the outcome that the link tells, empty when it tells none.
func (s state) told() string {
	if s.outcomeGiven {
		return s.Outcome
	}
	return ""
}

// themeOf is the theme that an address asks for: light, dark, or that of the
// reader when it asks for neither.
func themeOf(c *gin.Context) string {
	if theme := c.Query("theme"); slices.Contains([]string{"light", "dark"}, theme) {
		return theme
	}
	return ""
}
