package e2e

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// widgetScript is the evergreen address of the widget's script.
const widgetScript = "/widget/1/mon-avis.js"

// host is a page of an administration, of another origin than the
// observatory, that carries the widget. Its policy lets in the observatory's
// script and the requests to one origin, and nothing else.
type host struct {
	procedure string
	lang      string // "fr" when empty
	endpoint  string // where ratings go; the observatory when empty
	inside    string // between the widget's tags
	connect   string // the origin that requests may go to; the endpoint when empty
	script    string // address of the script; the evergreen one when empty
	more      string // further attributes of the element, each after a space
	late      bool   // a script of the page makes the element, moves it and puts it back, as frameworks do
}

// link is the fallback link that integrators are told to write.
func link(in *instance, procedure string) string {
	return `<a href="` + in.public + "/avis/" + procedure + `">Je donne mon avis</a>`
}

// lateElement does to the element what frameworks do.
const lateElement = `
	const app = document.getElementById('app');
	const element = document.importNode(document.querySelector('template').content, true).firstElementChild;
	app.append(element);
	element.remove();
	app.append(element);
`

// serve returns the address of the page.
func (h host) serve(t *testing.T, in *instance) string {
	t.Helper()
	if h.lang == "" {
		h.lang = "fr"
	}
	attribute := ""
	if h.endpoint != "" {
		attribute = fmt.Sprintf(" endpoint=%q", h.endpoint)
	} else {
		h.endpoint = in.public
	}
	if h.connect == "" {
		h.connect = h.endpoint
	}
	if h.script == "" {
		h.script = widgetScript
	}
	element := fmt.Sprintf(`<mon-avis procedure="%s"%s>%s</mon-avis>`, h.procedure, attribute+h.more, h.inside)
	if h.late {
		element = `<div id="app"></div><template>` + element + `</template><script type="module" src="/late.js"></script>`
	}
	sum := sha512.Sum384(in.get(h.script))
	page := fmt.Sprintf(`<!DOCTYPE html>
<html lang="%s">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Démarche terminée</title>
<script type="module" src="%s" integrity="sha384-%s" crossorigin="anonymous"></script></head>
<body><main><h1>Votre demande est envoyée</h1>%s</main></body>
</html>`, h.lang, in.public+h.script, base64.StdEncoding.EncodeToString(sum[:]), element)
	policy := fmt.Sprintf("default-src 'none'; script-src 'self' %s/widget/; connect-src %s; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'", in.public, h.connect)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
		case "/late.js":
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, lateElement)
			return
		default:
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// gate stands before an observatory. What is posted goes through, waits, or is
// refused for now; what is asked for always goes through.
type gate struct {
	*httptest.Server
	mu     sync.Mutex
	posted int      // ratings
	events []string // bodies of what was counted
	closed bool
	held   chan struct{} // closed to let through what waits; nil: nothing waits
}

func openGate(t *testing.T, in *instance) *gate {
	t.Helper()
	target, err := url.Parse(in.public)
	if err != nil {
		t.Fatal(err)
	}
	g, through := &gate{}, httputil.NewSingleHostReverseProxy(target)
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !g.pass(w, r) {
			return
		}
		// What was posted arrives, even if nobody waits for the answer.
		ctx, end := context.WithTimeout(context.WithoutCancel(r.Context()), patience)
		defer end()
		through.ServeHTTP(w, r.WithContext(ctx))
	}))
	t.Cleanup(g.Close)
	return g
}

// pass says whether a post may go through, which it does once it may.
func (g *gate) pass(w http.ResponseWriter, r *http.Request) bool {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return false
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	closed, held := g.closed, g.held
	if r.URL.Path == "/api/v1/events" { // counts are no ratings
		g.events = append(g.events, string(body))
		closed, held = false, nil
	} else {
		g.posted++
	}
	g.mu.Unlock()
	if closed {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return false
	}
	if held != nil {
		<-held
	}
	return true
}

// set closes or opens the gate.
func (g *gate) set(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
}

// hold makes what is posted wait until the returned function is called.
func (g *gate) hold() (release func()) {
	held := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held = held
	return sync.OnceFunc(func() { close(held) })
}

// posts is how often something was posted.
func (g *gate) posts() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.posted
}
