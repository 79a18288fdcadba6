package widgets_test

import (
	"image/png"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/widgets"
)

// siteWith serves these procedures and buttons, and notes what is counted.
func siteWith(t *testing.T, cfg widgets.Config, procedures ...observatory.Procedure) (http.Handler, *[]string) {
	t.Helper()
	var counted []string
	cfg.Count = func(procedure, button string, kind rating.EventKind) {
		counted = append(counted, procedure+" "+button+" "+string(kind))
	}
	catalogue := observatory.NewCatalogue(procedures)
	w, err := widgets.New(cfg, func() *observatory.Catalogue { return catalogue }, &acceptor{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	router := gin.New()
	w.Register(router)
	return router, &counted
}

// Income tax is 823 in one space of numbers; in the other, that is the number
// of another procedure.
func oldSite(t *testing.T) http.Handler {
	t.Helper()
	site, _ := siteWith(t, widgets.Config{},
		observatory.Procedure{ID: "impots", Title: "Déclarer ses revenus", Aliases: []string{"xwiki:823", "jdma:3059"}},
		observatory.Procedure{ID: "permis", Title: "Demander un permis", Aliases: []string{"jdma:823", "jdma-form:2246", "jdma-button:4509"}},
		observatory.Procedure{ID: "passeport", Title: "Demander un passeport", Aliases: []string{"jdma:42", "jdma-form:77", "xwiki:3059"}})
	return site
}

func TestOldLinks(t *testing.T) {
	t.Parallel()
	site := oldSite(t)
	for name, test := range map[string]struct{ link, to string }{
		"a number with a button":           {"/Demarches/3059?button=1", "/avis/impots?button=1&source=button"},
		"the same number without":          {"/Demarches/3059", "/avis/passeport?source=button"},
		"the other number with a button":   {"/Demarches/823?button=1", "/avis/permis?button=1&source=button"},
		"the other number without":         {"/Demarches/823", "/avis/impots?source=button"},
		"2019, with all that it said":      {"/Demarches/823?&view-mode=formulaire-avis&nd_mode=en-ligne-enti%C3%A8rement&nd_source=button&key=1a2b", "/avis/impots?channel=online&source=button"},
		"2019, from an e-mail":             {"/Demarches/823?&view-mode=formulaire-avis&nd_mode=guichet&nd_source=email&key=1a2b", "/avis/impots?channel=counter&source=email"},
		"words that nobody knows":          {"/Demarches/823?nd_mode=autre&nd_source=pigeon", "/avis/impots?source=button"},
		"a form":                           {"/Demarches/avis/2246?button=4509", "/avis/permis?button=4509&source=button"},
		"a form in English":                {"/Demarches/en/avis/77?button=8", "/avis/passeport?button=8&lang=en&source=button"},
		"a number in Spanish":              {"/Demarches/es/42?button=8", "/avis/passeport?button=8&lang=es&source=button"},
		"an unknown form, a known button":  {"/Demarches/avis/9999?button=4509", "/avis/permis?button=4509&source=button"},
		"the floating button":              {"/Demarches/avis/77?button=8&mode=widget", "/embed/avis/passeport?button=8&source=button"},
		"a slash at the end":               {"/Demarches/42/?button=8", "/avis/passeport?button=8&source=button"},
		"a button that is no name of ours": {"/Demarches/42?button=a%20b", "/avis/passeport?source=button"},
		"figures":                          {"/public/product/42/stats", "/demarches/passeport"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := get(t, site, test.link)
			if to := answer.Header().Get("Location"); answer.Code != http.StatusFound || to != test.to {
				t.Errorf("%s: %d %s, want %s", test.link, answer.Code, to, test.to)
			}
		})
	}
}

// A number of one space never stands for a procedure of the other.
func TestUnknownOldLinks(t *testing.T) {
	t.Parallel()
	site := oldSite(t)
	for _, link := range []string{"/Demarches/42", "/Demarches/9999?button=1", "/Demarches/impots?button=1", "/Demarches/", "/Demarches/avis/", "/Demarches/a/b/c", "/public/product/823000/stats"} {
		answer := get(t, site, link)
		if answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), `action="/avis"`) {
			t.Errorf("%s: %d without a search:\n%s", link, answer.Code, answer.Body)
		}
		checkPage(t, answer)
	}
}

func TestOldPictures(t *testing.T) {
	t.Parallel()
	site := oldSite(t)
	for address, says := range map[string]string{
		"/static/bouton-bleu-clair.svg":                          "Je donne mon avis",
		"/static/bouton-blanc-sombre.svg":                        "Je donne mon avis",
		"/static/bouton-blanc.svg":                               "Je donne mon avis",
		"/monavis-static/bouton-bleu.svg":                        "Je donne mon avis",
		"/static/buttons/button-jdma-outline-light.svg":          "Je donne mon avis",
		"/static/buttons/button-feedback-solid-dark.svg":         "Faire un retour",
		"/Demarches/assets/buttons/button-remark-ghost-dark.svg": "Une remarque ?",
	} {
		answer := get(t, site, address)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), says) {
			t.Errorf("%s: %d\n%s", address, answer.Code, answer.Body)
		}
		checkPicture(t, answer)
	}
	for _, address := range []string{"/static/bouton-bleu.png", "/static/bouton-blanc.png", "/monavis-static/bouton-blanc.png"} {
		answer := get(t, site, address)
		picture, err := png.Decode(answer.Body)
		if err != nil || picture.Bounds().Dy() < 44 || picture.Bounds().Dx() < 100 {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"/monavis-static/app.js", "/static/buttons/nothing.svg", "/static/buttons/button.exe"} {
		if answer := get(t, site, address); answer.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", address, answer.Code)
		}
	}
	for _, address := range []string{"/static/jdma-modal-widget.js", "/Demarches/assets/jdma-modal-widget.js"} {
		answer := get(t, site, address)
		if built := answer.Code == http.StatusOK && strings.Contains(answer.Body.String(), "jdmaFormUrl"); !built && answer.Code != http.StatusServiceUnavailable {
			t.Errorf("%s answered %d", address, answer.Code)
		}
	}
}
