package e2e

import (
	"encoding/json"
	"strings"
	"testing"

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
	v.leavesNothing()
	v.press(kb.Enter)
}

// leavesNothing checks that the page keeps nothing, if it may keep anything.
func (v visitor) leavesNothing() {
	v.t.Helper()
	if kept := eval[string](v.tab, keptInside); kept != nothing {
		v.t.Errorf("the device keeps %s", kept)
	}
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
	v.hears(v.tab, shadow("p[tabindex]"), "widget.later")
	if n := eval[int](v.tab, v.kept()); n != 1 {
		v.t.Errorf("%d ratings wait on the device, want 1", n)
	}
	v.network(true)
	v.await("thanks with the number of the rating", shadow("code"))
	v.hears(v.tab, shadow("p[tabindex]"), "widget.thanks")
	v.keeps(nothing)
}

// rateWhenBusy meets an observatory that answers 503 at first.
func rateWhenBusy(v visitor) {
	v.gate.set(true)
	v.choose()
	v.hears(v.tab, shadow("p[tabindex]"), "widget.later")
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
	v.hears(v.tab, shadow("[role=alert]"), "widget.retry")
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
			v.drawn() // what came into view is known with the next picture of the page
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
