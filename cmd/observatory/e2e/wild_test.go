package e2e

import (
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The names under which the buttons in the wild look for their form.
const (
	host2019 = "voxusagers.numerique.gouv.fr"
	host2020 = "monavis.numerique.gouv.fr"
	host2022 = "jedonnemonavis.numerique.gouv.fr"
)

// pasted is what pages have carried for years, and where it has to lead.
var pasted = map[string]struct{ code, procedure, says string }{
	"2019 with a blue button": {
		`<a href="https://` + host2019 + `/Demarches/823?&view-mode=formulaire-avis&nd_mode=en-ligne-enti%C3%A8rement&nd_source=button&key=0a1b2c"><img src="https://` + host2019 + `/static/bouton-bleu.svg" alt="Je donne mon avis" title="Je donne mon avis sur cette démarche" /></a>`,
		"revenus", "source=button",
	},
	"2019 in an e-mail": {
		`<a href="https://` + host2019 + `/Demarches/823?&view-mode=formulaire-avis&nd_mode=en-ligne-partiellement&nd_source=email&key=0a1b2c">Je donne mon avis</a>`,
		"revenus", "source=email",
	},
	"2020 with a white picture": {
		`<a href="https://` + host2020 + `/Demarches/823?&view-mode=formulaire-avis&nd_mode=guichet&nd_source=button&key=0a1b2c"><img src="https://` + host2020 + `/monavis-static/bouton-blanc.png" alt="Je donne mon avis"></a>`,
		"revenus", "channel=counter",
	},
	"the number of another in the other space": {
		`<a href="https://` + host2022 + `/Demarches/823?button=4510"><img src="https://` + host2022 + `/static/bouton-bleu-clair.svg" alt="Je donne mon avis"></a>`,
		"permis", "button=4510",
	},
	"a dark button": {
		`<a href="https://` + host2022 + `/Demarches/avis/2246?button=4511" target="_self"><img src="https://` + host2022 + `/static/bouton-blanc-sombre.svg" alt="Je donne mon avis"></a>`,
		"permis", "button=4511",
	},
	"a button of forms, light and dark": {
		`<a href="https://` + host2022 + `/Demarches/avis/2246?button=4512"><picture><source media="(prefers-color-scheme: dark)" srcset="https://` + host2022 + `/static/buttons/button-jdma-solid-dark.svg"><img src="https://` + host2022 + `/static/buttons/button-jdma-solid-light.svg" alt="Je donne mon avis"></picture></a>`,
		"permis", "button=4512",
	},
	"in English": {
		`<a href="https://` + host2022 + `/Demarches/en/avis/2246?button=4513">I give my opinion</a>`,
		"permis", "lang=en",
	},
	"Démarches Simplifiées, former form": {
		`<a href="https://` + host2020 + `/Demarches/823?&view-mode=formulaire-avis&nd_mode=en-ligne-enti%C3%A8rement&nd_source=button&key=0a1b2c">
  <img src="https://` + host2020 + `/monavis-static/bouton-bleu.png" alt="Je donne mon avis" title="Je donne mon avis sur cette démarche" />
</a>`,
		"revenus", "source=button",
	},
	"Démarches Simplifiées, newer form": {
		`<a href="https://` + host2022 + `/Demarches/3059?button=4514">
  <img src="https://` + host2022 + `/static/bouton-bleu.svg" alt="Je donne mon avis" title="Je donne mon avis sur cette démarche" />
</a>`,
		"revenus", "button=4514",
	},
}

// TestWild follows what is pasted already, unchanged, once its host names lead
// to the observatory: each reaches the right form, without script, and rates.
func TestWild(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t,
		"revenus,Déclarer ses revenus,Économie,yes,xwiki:823|jdma:3059",
		"permis,Demander un permis,Intérieur,yes,jdma:823|jdma-form:2246",
		mark+",Marquer la fin,Intérieur,yes,"))
	in.awaitForm("permis")
	target, err := url.Parse(in.public)
	if err != nil {
		t.Fatal(err)
	}
	// The names answer over TLS as they did; the observatory sees their names.
	front := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(target))
	t.Cleanup(front.Close)
	b := startBrowser(t, chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("host-resolver-rules", "MAP *.numerique.gouv.fr "+strings.TrimPrefix(front.URL, "https://")))
	want := map[string]uint64{}
	for name, c := range pasted {
		want[c.procedure]++
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			w, _ := b.open(t, view{"fr", []string{"light", "dark"}[len(name)%2], 1280, scriptOff}, servePage(t, c.code))
			if broken := eval[int](w, "[...document.images].filter((e) => !e.naturalWidth || e.height < 44).length"); broken > 0 {
				t.Errorf("%d pictures did not load, or are smaller than a finger", broken)
			}
			w.tabTo("a")
			if status := w.load(chromedp.KeyEvent(kb.Enter)); status != 200 {
				t.Fatalf("the link was answered %d", status)
			}
			w.expect(".numerique.gouv.fr/avis/" + c.procedure + "?")
			w.expect(c.says)
			w.rate()
		})
	}
	// The floating button, which asks in a frame of the same name.
	want["permis"]++
	t.Run("the_floating_button", func(t *testing.T) {
		w, _ := b.open(t, view{"fr", "light", 1280, scriptOn}, servePage(t, fmt.Sprintf(`<script src="https://%[1]s/Demarches/assets/jdma-modal-widget.js"
	data-jdma-form-url="https://%[1]s/Demarches/avis/2246?button=4515"
	data-jdma-button-image="https://%[1]s/static/buttons/button-feedback-solid-light.svg"
	data-jdma-button-label="Faire un retour" defer></script>`, host2022)))
		v := visitor{tab: w, procedure: "permis", lang: "fr", address: eval[string](w, "location.href")}
		inside := v.inside()
		v.chooseInside(inside)
		inside.await("the second step", shadow("[name=clarity]"))
	})
	for procedure, n := range want {
		if got := counted(in, procedure); got != n {
			t.Errorf("%s received %d ratings, want %d", procedure, got, n)
		}
	}
}
