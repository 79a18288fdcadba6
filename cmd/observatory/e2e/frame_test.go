package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// framing is a page of an administration that lets no foreign script in, but a
// frame. Its own script gives the frame the height that it asks for.
type framing struct {
	address string
	fixed   bool // it does not listen
}

func (f framing) serve(t *testing.T, in *instance) string {
	t.Helper()
	listener := string(example(t, in, "frame-height", "passport"))
	if f.fixed {
		listener = ""
	}
	page := fmt.Sprintf(`<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Démarche terminée</title><script type="module" src="/own.js"></script></head>
<body><main><h1>Votre demande est envoyée</h1>
<iframe src="%s" title="Je donne mon avis" sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox" referrerpolicy="origin" width="100%%" height="300"></iframe>
</main></body></html>`, f.address)
	framed, err := url.Parse(f.address)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/own.js" {
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, listener)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; frame-src "+framed.Scheme+"://"+framed.Host)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// TestFrame rates from a sandboxed frame, which has no origin and no storage.
func TestFrame(t *testing.T) {
	t.Parallel()
	try(t, []trial{{"Framed", rateFramed}, {"Fixed", rateInFixedFrame}, {"Floating", rateByFloatingButton}})
}

func rateFramed(t *testing.T, b *browser, in *instance, procedure string) {
	w, inside := openFrame(in, b, in.public+"/embed/avis/"+procedure+"?lang=fr")
	w.await("a frame as high as its content", "+document.querySelector('iframe').height > 300")
	if at := eval[string](inside, "self.origin + (() => { try { return localStorage.length } catch { return ' throws' } })()"); at != "null throws" {
		t.Errorf("the frame has the origin and storage %s", at)
	}
	inside.axe()
	answerElement(w, inside)
	inside.axe()
	if got := eval[int](w, "+document.querySelector('iframe').height"); got > 2000 {
		t.Errorf("the frame is %d px high", got)
	}
}

// rateInFixedFrame rates where nobody listens to the height.
func rateInFixedFrame(t *testing.T, b *browser, in *instance, procedure string) {
	w, inside := enterFrame(in, b, framing{address: in.public + "/embed/avis/" + procedure + "?lang=en", fixed: true}.serve(t, in), "/embed/")
	if height := eval[string](w, "document.querySelector('iframe').getAttribute('height')"); height != "300" {
		t.Errorf("the frame is %s px high", height)
	}
	for range furthest {
		w.press(kb.Tab)
		if eval[bool](inside, "Boolean("+focused+"?.matches('[name=satisfaction]'))") {
			break
		}
	}
	w.press(" ")
	w.press(kb.Tab, kb.Enter)
	inside.await("the second step", shadow("[name=clarity]"))
}

// rateByFloatingButton carries the script of "Je donne mon avis", whose host
// name the observatory was given.
func rateByFloatingButton(t *testing.T, b *browser, in *instance, procedure string) {
	address := servePage(t, `<script src="`+in.public+`/Demarches/assets/jdma-modal-widget.js"
	data-jdma-form-url="https://old.example/Demarches/avis/`+procedure+`?button=8"
	data-jdma-button-image="`+in.public+`/static/buttons/button-feedback-solid-light.svg"
	data-jdma-button-label="Faire un retour" defer></script>`)
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOn}, address)
	w.await("the floating button", "[...document.body.children].some((e) => e.shadowRoot?.querySelector('.open'))")
	eval[any](w, "window.told = 0; addEventListener('message', () => told++); null")
	w.axe()
	w.tabTo(".open")
	w.press(kb.Enter)
	w.await("the form", "told")
	w.axe()
	w.press(kb.Tab, " ", kb.Tab, kb.Enter) // from the button that closes to the first face, and to “Send”
	eventually(t, "the later steps", func() bool {
		return slices.ContainsFunc(w.asked(in.public), func(address string) bool { return strings.Contains(address, "/steps-fr.js") })
	})
	eventually(t, "the rating", func() bool { return counted(in, procedure) == 1 })
	w.press(kb.Escape)
}
