package widgets

import (
	"fmt"
	"html"
	"net/url"
	"strings"
)

// snippet writes the code that leads to one procedure's questions.
type snippet struct {
	choices
	Host, Procedure   string
	Label, ButtonLang string
	// Latest is the evergreen address of the script, Exact its immutable one.
	Latest string
	Exact  builtScript
}

// query is what every link says; source is left out when empty.
func (s snippet) query(source string) url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"source": source, "lang": s.Lang, "outcome": s.Outcome, "channel": s.Channel, "button": s.Button} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// Address is the address of the form.
func (s snippet) Address(source string) string {
	return s.address("/avis/"+s.Procedure, s.query(source))
}

// ButtonImage and QR are the addresses of pictures.
func (s snippet) ButtonImage() string {
	query := url.Values{"lang": {s.ButtonLang}}
	if s.Theme != "" {
		query.Set("theme", s.Theme)
	}
	return s.address("/button.svg", query)
}

func (s snippet) QR(format string) string {
	return s.address("/qr/"+s.Procedure+"."+format, s.query(""))
}

func (s snippet) address(path string, query url.Values) string {
	if len(query) == 0 {
		return s.Host + path
	}
	return s.Host + path + "?" + query.Encode()
}

// codes are the texts to copy for the chosen way.
func (s snippet) codes() []code {
	switch s.Way {
	case "link":
		return []code{
			{ID: "text", Label: "integration.code.text", Text: s.link(html.EscapeString(s.Label), "link")},
			{ID: "picture", Label: "integration.code.picture", Text: s.link(s.picture(), "button")},
			{ID: "csp", Label: "integration.code.csp", Text: "img-src " + s.Host},
		}
	case "iframe":
		return []code{
			{ID: "frame", Label: "integration.code.frame", Text: s.frame()},
			{ID: "height", Label: "integration.code.height", Text: heightListener},
			{ID: "csp", Label: "integration.code.csp", Text: "frame-src " + s.Host},
		}
	case "email":
		return []code{
			{ID: "html", Label: "integration.code.html", Text: s.email()},
			{ID: "plain", Label: "integration.code.plain", Text: s.Label + "\n" + s.Address("email")},
		}
	case "qr":
		return []code{
			{ID: "svg", Label: "integration.code.svg", Text: s.QR("svg")},
			{ID: "png", Label: "integration.code.png", Text: s.QR("png")},
			{ID: "img", Label: "integration.code.img", Text: fmt.Sprintf(`<img src="%s" alt="%s" width="240" height="240">`, html.EscapeString(s.QR("svg")), html.EscapeString(s.Label))},
		}
	}
	return []code{
		{ID: "element", Label: "integration.code.element", Text: s.element(fmt.Sprintf(`<script type="module" src="%s"></script>`, s.Host+s.Latest))},
		{ID: "pinned", Label: "integration.code.pinned", Text: s.element(fmt.Sprintf(
			`<script type="module" src="%s"`+"\n        "+`integrity="%s" crossorigin="anonymous"></script>`, s.Host+s.Exact.Address, s.Exact.Integrity))},
		{ID: "csp", Label: "integration.code.csp", Text: "script-src " + s.Host + "; connect-src " + s.Host},
	}
}

func (s snippet) link(inside, source string) string {
	return fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(s.Address(source)), inside)
}

func (s snippet) picture() string {
	return fmt.Sprintf(`<img src="%s" alt="%s" height="44">`, html.EscapeString(s.ButtonImage()), html.EscapeString(s.Label))
}

// element writes the element after its script, around a link for those who
// have no script.
func (s snippet) element(script string) string {
	attributes := ""
	for _, a := range []attribute{{"procedure", s.Procedure}, {"button", s.Button}, {"outcome", s.Outcome}, {"channel", s.Channel}, {"lang", s.Lang}, {"theme", s.Theme}} {
		if a.Value != "" {
			attributes += fmt.Sprintf(` %s="%s"`, a.Name, html.EscapeString(a.Value))
		}
	}
	return script + "\n<mon-avis" + attributes + ">\n  " + s.link(html.EscapeString(s.Label), "link") + "\n</mon-avis>"
}

// frame writes the frame; a sandbox without origin keeps nothing and reads
// nothing of the page around it.
func (s snippet) frame() string {
	query := s.query("")
	if s.Theme != "" {
		query.Set("theme", s.Theme)
	}
	return strings.Join([]string{
		fmt.Sprintf(`<iframe src="%s"`, html.EscapeString(s.address("/embed/avis/"+s.Procedure, query))),
		fmt.Sprintf(`        title="%s"`, html.EscapeString(s.Label)),
		`        sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"`,
		`        referrerpolicy="origin" loading="lazy" width="100%" height="480" style="border: 0"></iframe>`,
	}, "\n")
}

// heightListener lets frames have the height that they ask for.
const heightListener = `addEventListener('message', ({ source, data }) => {
  for (const frame of document.querySelectorAll('iframe[src*="/embed/avis/"]')) {
    if (frame.contentWindow === source && data?.['mon-avis'] === 'height') frame.height = Math.min(data.height, 2000);
  }
});`

// email writes a button that needs no picture and no style sheet.
func (s snippet) email() string {
	return fmt.Sprintf(`<table role="presentation" cellpadding="0" cellspacing="0"><tr><td bgcolor="#3a45a8" style="border-radius: 22px; padding: 12px 24px">
  <a href="%s" style="color: #ffffff; font: 600 16px/20px Arial, sans-serif; text-decoration: none">%s</a>
</td></tr></table>`, html.EscapeString(s.Address("email")), html.EscapeString(s.Label))
}
