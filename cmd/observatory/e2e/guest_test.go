package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestGuest checks that the element is a good guest on somebody else's page:
// beside others of its kind, under frameworks, and with what it keeps there.
func TestGuest(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,", "licence,Demander un permis,Intérieur,yes,", mark+",Marquer la fin,Intérieur,yes,"))
	in.awaitForm("passport")
	t.Run("Beside others", func(t *testing.T) { besideOthers(t, b, in.on(t)) })
	t.Run("Reused", func(t *testing.T) { reused(t, b, in.on(t)) })
	t.Run("Answers", func(t *testing.T) { answered(t, b, in.on(t)) })
	t.Run("Queue", func(t *testing.T) { keepsFew(t, b, in.on(t)) })
	for procedure, n := range map[string]uint64{"passport": 2, "licence": 2} {
		if got := counted(in, procedure); got != n {
			t.Errorf("%s received %d ratings, want %d", procedure, got, n)
		}
	}
}

// guests opens a page with this body and the script of the element.
func guests(t *testing.T, b *browser, in *instance, lang, body string, endpoints ...string) *tab {
	t.Helper()
	script := `<script type="module" src="` + in.public + widgetScript + `"></script>`
	address := servePage(t, script+body, "Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; img-src data:; script-src %s/widget/; connect-src %s; require-trusted-types-for 'script'", in.public, strings.Join(append(endpoints, in.public), " ")))
	w, _ := b.open(t, view{lang, "light", 1280, scriptOn}, address)
	return w
}

// nth finds something inside one of several elements.
func nth(n int, selector string) string {
	return fmt.Sprintf("document.querySelectorAll('mon-avis')[%d].shadowRoot?.querySelector(%s)", n, quoted(selector))
}

// rateIn answers the first question of one of several elements.
func (w *tab) rateIn(n int) {
	w.t.Helper()
	w.await("the first step", nth(n, "[value=good]"))
	eval[any](w, nth(n, "[value=good]")+".click()")
	eval[any](w, nth(n, "button")+".click()")
}

// besideOthers has two elements of different procedures, in two languages, one
// of them unknown, and the script twice, in two versions' addresses.
func besideOthers(t *testing.T, b *browser, in *instance) {
	exact := `<script type="module" src="` + in.public + "/widget/" + manifestOf(in).Version + `/mon-avis.js"></script>`
	plain := eval[string](guests(t, b, in, "fr", ""), "JSON.stringify(Object.getOwnPropertyNames(window))")
	w := guests(t, b, in, "fr", exact+`<mon-avis procedure="passport"></mon-avis><p lang="ar-MA"><mon-avis procedure="licence"></mon-avis></p><p lang="br"><mon-avis procedure="passport" inert></mon-avis></p>`)
	for n, want := range []string{"fr ltr", "ar rtl", "fr ltr"} {
		w.await("the widget", nth(n, "form"))
		if got := eval[string](w, nth(n, "form")+".lang + ' ' + getComputedStyle("+nth(n, "form")+").direction"); got != want {
			t.Errorf("element %d is in %s, want %s", n, got, want)
		}
	}
	w.rateIn(0)
	w.rateIn(1)
	for n := range 2 {
		w.await("the second step", nth(n, "[name=clarity]"))
	}
	if names := eval[string](w, "JSON.stringify(Object.getOwnPropertyNames(window))"); names != plain {
		t.Errorf("the script leaves names on the page: %s", names)
	}
	if leaks := eval[string](w, "[document.styleSheets.length, document.adoptedStyleSheets.length, document.querySelectorAll('style').length, Object.keys(document.body.dataset).length].join()"); leaks != "0,0,0,0" {
		t.Errorf("the script leaves style on the page: %s", leaks)
	}
	w.keeps(nothing)
}

// reused is what frameworks do: the attributes come after the element, and
// another procedure comes into the same element.
func reused(t *testing.T, b *browser, in *instance) {
	w := guests(t, b, in, "fr", `<mon-avis></mon-avis>`)
	w.await("the script", "customElements.get('mon-avis')")
	element := "document.querySelector('mon-avis')"
	if eval[bool](w, "Boolean("+element+".shadowRoot)") {
		t.Error("a question about nothing is asked")
	}
	eval[any](w, element+".setAttribute('procedure', 'passport')")
	w.await("the first step", nth(0, "form"))
	eval[any](w, element+".setAttribute('outcome', 'error')")
	w.rateIn(0)
	w.await("the second step", nth(0, "[name=clarity]"))
	if eval[bool](w, "Boolean("+nth(0, "[name=outcome]")+")") {
		t.Error("the outcome is asked although the page tells it")
	}
	eval[any](w, element+".setAttribute('procedure', 'licence')")
	w.await("the first step again", nth(0, "[name=satisfaction]")+" && !"+nth(0, ":checked"))
	w.rateIn(0)
	w.await("the second step", nth(0, "[name=clarity]"))
}

// answered meets every class of refusal at once: what may pass later waits on
// the device, what never will is dropped for the link.
func answered(t *testing.T, b *browser, in *instance) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(strings.Split(r.URL.Path, "/")[1])
		if err != nil || path.Base(r.URL.Path) == "events" {
			status = http.StatusNoContent
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.WriteHeader(status) // 201 without a body acknowledges nothing
	}))
	t.Cleanup(server.Close)
	later, never := []int{201, 408, 425, 429, 500, 502, 503}, []int{400, 404, 409, 413, 415, 422}
	body := ""
	for _, status := range append(slices.Clone(later), never...) {
		body += fmt.Sprintf(`<mon-avis procedure="passport" endpoint="%s/%d"></mon-avis>`, server.URL, status)
	}
	w := guests(t, b, in, "fr", body, server.URL)
	w.await("the script", nth(0, "form"))
	for n := range len(later) + len(never) {
		w.rateIn(n)
	}
	for n := range len(later) + len(never) {
		w.await("the message", nth(n, "p[tabindex]"))
		if link := eval[bool](w, "Boolean("+nth(n, "slot")+")"); link != (n >= len(later)) {
			t.Errorf("%d: a link is given: %v", append(slices.Clone(later), never...)[n], link)
		}
	}
	kept := eval[[]string](w, "JSON.parse(localStorage['mon-avis']).map(({ url }) => url.split('/')[3])")
	slices.Sort(kept)
	if got, want := strings.Join(kept, " "), strings.Trim(fmt.Sprint(later), "[]"); got != want {
		t.Errorf("%s wait on the device, want %s", got, want)
	}
}

// keepsFew finds more on the device than may be there, too old, and nonsense.
func keepsFew(t *testing.T, b *browser, in *instance) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(refusing.Close)
	seed := func(script string) *tab {
		t.Helper()
		w := guests(t, b, in, "fr", fmt.Sprintf(`<mon-avis procedure="passport" endpoint="%s"></mon-avis>`, refusing.URL), refusing.URL)
		w.await("the first step", nth(0, "form"))
		eval[any](w, script+"; null")
		w.visit(eval[string](w, "location.href"))
		return w
	}
	entry := "({ url: '" + refusing.URL + "/api/v1/ratings', body: { id: String(n), version: 1 }, at: Date.now() - n * 86400000 / 2 })"
	w := seed("localStorage['mon-avis'] = JSON.stringify(Array.from({ length: 30 }, (_, n) => " + entry + ").reverse())")
	w.await("what is older than seven days is gone", "JSON.parse(localStorage['mon-avis']).length === 14")
	w = seed("localStorage['mon-avis'] = JSON.stringify(Array.from({ length: 40 }, (_, n) => ({ ..." + entry + ", at: Date.now() })))")
	w.rateIn(0)
	w.await("the notice", nth(0, "p[tabindex]"))
	if n := eval[int](w, "JSON.parse(localStorage['mon-avis']).length"); n != 20 {
		t.Errorf("%d ratings wait on the device, want 20", n)
	}
	for _, nonsense := range []string{"'x'", "'[null]'", "'{}'", "'[{\"at\":1e15}]'"} {
		w = seed("localStorage['mon-avis'] = " + nonsense)
		w.rateIn(0)
		w.await("the notice", nth(0, "p[tabindex]"))
		if n := eval[int](w, "JSON.parse(localStorage['mon-avis']).length"); n != 1 {
			t.Errorf("beside %s, %d ratings wait on the device, want 1", nonsense, n)
		}
	}
}
