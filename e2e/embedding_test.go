package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// spoken are the languages of the questions.
func spoken() []string { return []string{"fr", "en", "es", "de", "it", "pt", "ar"} }

// embedding is a way of putting the element on a page.
type embedding struct {
	name string
	host func(in *instance, h host) host
}

func embeddings() []embedding {
	return []embedding{
		{"evergreen", func(_ *instance, h host) host { return h }},
		{"pinned", func(in *instance, h host) host {
			h.script = "/widget/" + manifestOf(in).Version + "/mon-avis.js"
			return h
		}},
		{"late", func(_ *instance, h host) host {
			h.late = true
			return h
		}},
	}
}

// manifestOf is what the observatory tells of its script.
func manifestOf(in *instance) (m struct {
	Version string
	Files   map[string]struct {
		Integrity string
		Gzip      int
	}
}) {
	if err := json.Unmarshal(in.get("/widget/1/manifest.json"), &m); err != nil {
		in.t.Fatal(err)
	}
	return m
}

// visitor rates once from a page, in some condition.
type visitor struct {
	*tab
	gate    *gate
	address string
}

type condition struct {
	name string
	rate func(v visitor)
	// bare says that the page may keep nothing at all.
	bare bool
}

func conditions() []condition {
	return []condition{
		{"in order", rateInOrder, false}, {"offline", rateOffline, false}, {"busy", rateWhenBusy, false},
		{"left while sending", leaveWhileSending, false}, {"double click", doubleClick, false},
		{"back", goAndComeBack, false}, {"no storage", rateWithoutStorage, true},
	}
}

// TestEmbedding rates in each way in each condition: one rating each, the right
// message, no complaint of the browser, and nothing left on the device. The
// languages and widths take turns, or meet everything under
// OBSERVATORY_AUDIT=full.
func TestEmbedding(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	rows := product(len(embeddings()), len(conditions()))
	for n := range rows {
		rows[n] = append(rows[n], n%len(spoken()), n%len(widths()))
	}
	if os.Getenv("OBSERVATORY_AUDIT") == "full" {
		rows = product(len(embeddings()), len(conditions()), len(spoken()), len(widths()))
	}
	catalogue := []string{mark + ",Marquer la fin,Intérieur,yes,"}
	for n := range rows {
		catalogue = append(catalogue, fmt.Sprintf("p%d,Demander un passeport,Intérieur,yes,", n))
	}
	in.run("import", "catalogue", catalogueFile(t, catalogue...))
	in.awaitForm(mark)
	for n, row := range rows {
		way, c, lang, width := embeddings()[row[0]], conditions()[row[1]], spoken()[row[2]], widths()[row[3]]
		name := strings.ReplaceAll(fmt.Sprintf("%s %s %s %d", way.name, c.name, lang, width), " ", "_")
		t.Run(name, func(t *testing.T) {
			in := in.on(t)
			g := openGate(t, in)
			h := way.host(in, host{procedure: fmt.Sprintf("p%d", n), lang: lang, endpoint: g.URL})
			v := visitor{tab: b.tab(t, view{lang, "light", width, scriptOn}), gate: g, address: h.serve(t, in)}
			if c.bare {
				call(v.tab, protocol.AddScriptToEvaluateOnNewDocument, protocol.AddScriptToEvaluateOnNewDocumentParams{
					Source: "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"})
			}
			v.open()
			if at := eval[string](v.tab, shadow("form")+".lang + getComputedStyle("+shadow("form")+").direction"); at != lang+map[bool]string{true: "rtl", false: "ltr"}[lang == "ar"] {
				t.Errorf("the questions are in %s, want %s", at, lang)
			}
			c.rate(v)
			if !c.bare {
				v.keeps(nothing)
			}
		})
	}
	settle(in)
	for n := range rows {
		if got := receivedOf(in, fmt.Sprintf("p%d", n)); got != 1 {
			t.Errorf("row %d %v received %d ratings, want 1", n, rows[n], got)
		}
	}
}

// open opens the page, or opens it again, and waits for the first question.
func (v visitor) open() {
	v.t.Helper()
	v.visit(v.address)
	v.await("the widget", "document.querySelector('mon-avis').shadowRoot?.querySelector('form')")
}

// choose answers the first question with the keyboard and sends it.
func (v visitor) choose() {
	v.t.Helper()
	v.tabTo("[name=satisfaction]")
	v.press(kb.ArrowRight)
	v.tabTo("button")
	v.press(kb.Enter)
}

func (v visitor) kept() string { return "JSON.parse(localStorage['mon-avis'] ?? '[]').length" }

func rateInOrder(v visitor) {
	v.choose()
	v.await("the second step", shadow("[name=clarity]"))
}

// rateOffline loses the network, and is told when it has come back.
func rateOffline(v visitor) {
	v.network(false)
	v.choose()
	v.await("the notice", shadow("p[tabindex]"))
	if n := eval[int](v.tab, v.kept()); n != 1 {
		v.t.Errorf("%d ratings wait on the device, want 1", n)
	}
	v.network(true)
	v.await("thanks with the number of the rating", shadow("code"))
}

// rateWhenBusy meets an observatory that answers 503 at first.
func rateWhenBusy(v visitor) {
	v.gate.set(true)
	v.choose()
	v.await("the notice", shadow("p[tabindex]"))
	v.await("the rating waits", v.kept()+" === 1")
	v.gate.set(false)
	v.open()
	v.await("an empty queue", "!localStorage.length")
}

// leaveWhileSending leaves the page before the answer has come.
func leaveWhileSending(v visitor) {
	release := v.gate.hold()
	defer release()
	v.choose()
	eventually(v.t, "the rating is on its way", func() bool { return v.gate.posts() == 1 })
	v.load(chromedp.Navigate("about:blank"))
	release()
	v.open()
	v.await("an empty queue", "!localStorage.length")
}

// doubleClick sends with a double click, whose second half must not pass the
// step that comes.
func doubleClick(v visitor) {
	v.click(shadow("[value=bad]"))
	at := v.place(shadow("button"))
	v.do(chromedp.MouseClickXY(at[0], at[1]))
	v.await("the second step", shadow("[name=clarity]"))
	at = v.place(shadow("button"))
	v.do(chromedp.MouseClickXY(at[0], at[1], chromedp.ClickCount(2)))
	if n := v.gate.posts(); n != 1 || !eval[bool](v.tab, "Boolean("+shadow("[name=clarity]")+")") {
		v.t.Errorf("%d ratings were posted, or the second step is gone", n)
	}
}

// goAndComeBack leaves the page after rating and comes back.
func goAndComeBack(v visitor) {
	v.choose()
	v.await("the second step", shadow("[name=clarity]"))
	v.load(chromedp.Navigate("about:blank"))
	v.travel(-1)
	v.await("the widget", "document.querySelector('mon-avis').shadowRoot?.querySelector('form')")
	if n := v.gate.posts(); n != 1 {
		v.t.Errorf("coming back made %d ratings", n)
	}
}

// rateWithoutStorage fails first: nothing can wait on the device, so that the
// citizen is asked to try again.
func rateWithoutStorage(v visitor) {
	v.gate.set(true)
	v.choose()
	v.await("the failure", shadow("[role=alert]")+".textContent")
	v.gate.set(false)
	v.tabTo("button")
	v.press(kb.Enter)
	v.await("the second step", shadow("[name=clarity]"))
}

// TestWayToARating counts what is told of a page: one message when it is left,
// and nothing before.
func TestWayToARating(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	for name, test := range map[string]struct {
		act  func(v visitor)
		want string
	}{
		"seen":  {func(visitor) {}, `{"procedure":"passport","button":"page","events":{"offered":1,"seen":1}}`},
		"rated": {rateInOrder, `{"procedure":"passport","button":"page","events":{"offered":1,"seen":1,"opened":1,"started":1}}`},
	} {
		t.Run(name, func(t *testing.T) {
			g := openGate(t, in)
			v := visitor{tab: b.tab(t, view{"fr", "light", 1280, scriptOn}), gate: g,
				address: host{procedure: "passport", endpoint: g.URL, more: ` button="page"`}.serve(t, in)}
			v.open()
			if told := v.asked(in.public); len(told) != 1 || !strings.HasSuffix(told[0], widgetScript) {
				t.Errorf("before anything happens the page asked for %q, want the script alone", told)
			}
			// What came into view is known with the next picture of the page.
			eval[any](v.tab, "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
			test.act(v)
			if n := len(g.told()); n != 0 {
				t.Errorf("%d messages before the page was left", n)
			}
			v.load(chromedp.Navigate("about:blank"))
			eventually(t, "the message", func() bool { return len(g.told()) > 0 })
			if told := g.told(); len(told) != 1 || told[0] != test.want {
				t.Errorf("told %q, want %s", told, test.want)
			}
		})
	}
}

// asked is what the tab asked an origin for.
func (w *tab) asked(origin string) (addresses []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, address := range w.requests {
		if strings.HasPrefix(address, origin) {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// told is what was counted at the gate.
func (g *gate) told() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.events
}
