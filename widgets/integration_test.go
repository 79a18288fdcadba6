package widgets_test

import (
	"net/http"
	"strings"
	"testing"
)

// texts are the contents of the page's text areas, by their ids.
func (v visit) texts() map[string]string {
	all := map[string]string{}
	for _, area := range v.elements("textarea") {
		if !has(area, "readonly") || area.FirstChild == nil {
			continue
		}
		all[attribute(area, "id")] = strings.TrimPrefix(area.FirstChild.Data, "\n")
	}
	return all
}

func TestIntegration(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for name, test := range map[string]struct {
		query string
		holds map[string][]string
	}{
		"element": {"way=element&for=ar&theme=dark&outcome=gave_up&button=page", map[string][]string{
			"code-element": {`<script type="module" src="https://avis.example/widget/`, `<mon-avis procedure="passeport" button="page" outcome="gave_up" lang="ar" theme="dark">`,
				`<a href="https://avis.example/avis/passeport?button=page&amp;lang=ar&amp;outcome=gave_up&amp;source=link">أبدي رأيي</a>`},
			"code-csp": {"script-src https://avis.example; connect-src https://avis.example"},
		}},
		"link": {"way=link", map[string][]string{
			"code-text":    {`<a href="https://avis.example/avis/passeport?source=link">Give my opinion</a>`},
			"code-picture": {`<img src="https://avis.example/button.svg?lang=en" alt="Give my opinion" height="44">`},
		}},
		"iframe": {"way=iframe&theme=light", map[string][]string{
			"code-frame":  {`<iframe src="https://avis.example/embed/avis/passeport?theme=light"`, `sandbox="allow-scripts allow-forms allow-popups`},
			"code-height": {"addEventListener('message'"}, "code-csp": {"frame-src https://avis.example"},
		}},
		"e-mail": {"way=email", map[string][]string{"code-html": {"source=email"}, "code-plain": {"https://avis.example/avis/passeport?source=email"}}},
		"QR code": {"way=qr&channel=counter", map[string][]string{
			"code-svg": {"https://avis.example/qr/passeport.svg?channel=counter"}, "code-png": {"https://avis.example/qr/passeport.png?channel=counter"}}},
		"nonsense": {"way=pigeon&for=xx&theme=pink&button=%22%3E%3Cscript%3E", map[string][]string{"code-element": {`<mon-avis procedure="passeport">`}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := get(t, site, "/integration?procedure=xwiki:823&lang=en&"+test.query)
			texts := answer.texts()
			for id, parts := range test.holds {
				for _, part := range parts {
					if !strings.Contains(texts[id], part) {
						t.Errorf("%s holds no %s:\n%s", id, part, texts[id])
					}
				}
			}
			if !strings.Contains(texts["code-token"], "createHmac") {
				t.Error("how to sign is missing")
			}
		})
	}
}

func TestIntegrationIsFoundByName(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	answer := get(t, site, "/integration?q=passeport&lang=es") // integrators are addressed in French or English
	if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `href="/integration?lang=en&amp;procedure=passeport"`) {
		t.Errorf("%d:\n%s", answer.Code, answer.Body)
	}
	if languages := answer.elements("nav"); len(languages) == 0 || strings.Contains(text(languages[0]), "Español") {
		t.Error("the page offers a language that it does not speak")
	}
}
