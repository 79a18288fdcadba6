package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// matrix is every condition in which a citizen may meet every way of asking.
// All the pages that carry one have a strict policy; "policy forbids" is the
// one that was written wrongly. A cell rates once, or says why it is none.
func matrix() []circumstance {
	const (
		oneRow      = "the sandbox never has storage: every row of this column is that case"
		sameFrame   = "it frames the page of the column before, whose rows are all without storage"
		scriptAlone = "the code that was handed out is a script alone: without it there is nothing to see"
		noPolicy    = "no policy governs where a link leads"
		noFrame     = "what a page keeps out altogether cannot say so; the page /integration tells what its policy needs"
	)
	return []circumstance{
		{"in order", cells{opened(rateInOrder), rateInside, rateLinked, rateLinked, rateInside}},
		{"without script", cells{rateByFallback, rateFrameByLink, rateLinked, rateLinked, never(scriptAlone)}},
		{"policy forbids", cells{opened(rateAgainstPolicy), never(noFrame), never(noPolicy), never(noPolicy), never(noFrame)}},
		{"offline", cells{opened(rateOffline), againInside(network1), offlineLinked, offlineLinked, offlineInside}},
		{"503 then recovery", cells{opened(rateWhenBusy), againInside(recovery), busyLinked, busyLinked, busyInside}},
		{"left while sending", cells{opened(leaveWhileSending), leaveInside, leaveLinked, leaveLinked, leaveInside}},
		{"double click", cells{opened(doubleClick), doubleClickInside, doubleClickLinked, doubleClickLinked, doubleClickInside}},
		{"back", cells{opened(goAndComeBack), comeBackInside, backLinked, backLinked, comeBackInside}},
		{"no storage", cells{opened(rateWithoutStorage), never(oneRow), rateLinked, rateLinked, never(sameFrame)}},
	}
}

// circumstance is one row of the matrix.
type circumstance struct {
	name  string
	cells cells
}

// cells are the ways of asking, in the order of asked.
type cells [5]func(visitor)

// asked are the columns of the matrix: what a page carries, and where.
func asked() []carrier {
	return []carrier{
		{"element", (visitor).elementPage}, {"frame", (visitor).framePage}, {"link", (visitor).linkPage},
		{"image", (visitor).imagePage}, {"floating", (visitor).floatingPage},
	}
}

// carrier is a way of asking, and the page that carries it.
type carrier struct {
	name string
	page func(v visitor) (address string)
}

// visitor rates once from a page, in some condition.
type visitor struct {
	*tab
	in        *instance
	gate      *gate
	procedure string
	lang      string
	embedding embedding // of the element
	forbids   bool      // the page lets no request out
	address   string
}

// never is a cell that is none.
func never(why string) func(visitor) {
	return func(v visitor) { v.t.(*testing.T).Skip(why) }
}

// TestEmbedding rates in each way in each condition: one rating each, the right
// message, no complaint of the browser, and nothing left on the device. The
// languages, the widths and the ways of loading the element take turns, or meet
// everything under OBSERVATORY_AUDIT=full.
func TestEmbedding(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	rows := product(len(asked()), len(matrix()))
	for n := range rows {
		rows[n] = append(rows[n], n%len(embeddings()), n%len(spoken()), n%len(widths()))
	}
	if full() {
		rows = product(len(asked()), len(matrix()), len(embeddings()), len(spoken()), len(widths()))
	}
	catalogue := []string{mark + ",Marquer la fin,Intérieur,yes,"}
	for n := range rows {
		catalogue = append(catalogue, fmt.Sprintf("p%d,Demander un passeport,Intérieur,yes,jdma:%d", n, 1000+n))
	}
	in.run("import", "catalogue", catalogueFile(t, catalogue...))
	in.awaitForm(mark)
	rated := map[int]bool{}
	for n, row := range rows {
		way, c, e, lang, width := asked()[row[0]], matrix()[row[1]], embeddings()[row[2]], spoken()[row[3]], widths()[row[4]]
		if way.name != "element" && row[2] != n%len(embeddings()) {
			continue // the element alone is loaded in several ways
		}
		name := strings.ReplaceAll(fmt.Sprintf("%s %s %s %s %d", way.name, c.name, e.name, lang, width), " ", "_")
		t.Run(name, func(t *testing.T) {
			in := in.on(t)
			script := scriptOn
			if c.name == "without script" {
				script = scriptOff
			}
			v := visitor{
				tab: b.tab(t, view{lang, "light", width, script}), in: in, gate: openGate(t, in),
				procedure: fmt.Sprintf("p%d", n), lang: lang, embedding: e, forbids: c.name == "policy forbids",
			}
			if c.name == "no storage" {
				call(v.tab, protocol.AddScriptToEvaluateOnNewDocument, protocol.AddScriptToEvaluateOnNewDocumentParams{
					Source: "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"})
			}
			v.address = way.page(v)
			c.cells[row[0]](v)
			if jar := call(v.tab, network.GetCookies, network.GetCookiesParams{URLs: []string{v.address, in.public, v.gate.URL}}).Cookies; len(jar) > 0 {
				t.Errorf("%d cookies were set", len(jar))
			}
			rated[n] = true
		})
	}
	counted(in, mark)
	for n := range rated {
		if got := receivedOf(in, fmt.Sprintf("p%d", n)); got != 1 {
			t.Errorf("row %d %v received %d ratings, want 1", n, rows[n], got)
		}
	}
}

// The pages.

func (v visitor) elementPage() string {
	h := v.embedding.host(v.in, host{procedure: v.procedure, lang: v.lang, endpoint: v.gate.URL, inside: v.anchor("link", v.says("button.label"))})
	if v.forbids {
		h.connect = "'none'"
	}
	return h.serve(v.t.(*testing.T), v.in)
}

func (v visitor) framePage() string {
	return framing{address: v.gate.URL + "/embed/avis/" + v.procedure + "?lang=" + v.lang}.serve(v.t.(*testing.T), v.in)
}

func (v visitor) linkPage() string {
	return servePage(v.t.(*testing.T), v.anchor("link", v.says("button.label")), "Content-Security-Policy", "default-src 'none'; img-src data:")
}

func (v visitor) imagePage() string {
	picture := fmt.Sprintf(`<img src="%s/button.svg?lang=%s" alt="%s" height="44">`, v.gate.URL, v.lang, v.says("button.label"))
	return servePage(v.t.(*testing.T), v.anchor("button", picture), "Content-Security-Policy", "default-src 'none'; img-src data: "+v.gate.URL)
}

func (v visitor) floatingPage() string {
	address := servePage(v.t.(*testing.T), fmt.Sprintf(`<script src="%s/Demarches/assets/jdma-modal-widget.js"
	data-jdma-form-url="https://old.example/Demarches/%d?button=8&amp;lang=%s" data-jdma-button-label="%s" defer></script>`,
		v.gate.URL, 1000+v.number(), v.lang, v.says("button.label")), "Content-Security-Policy", "default-src 'none'; img-src data:; script-src "+v.gate.URL+"; frame-src "+v.gate.URL)
	// A page of another site, not only of another port, as it would be.
	return strings.Replace(address, "127.0.0.1", "localhost", 1)
}

func (v visitor) number() (n int) {
	if _, err := fmt.Sscanf(v.procedure, "p%d", &n); err != nil {
		v.t.Fatal(err)
	}
	return n
}

func (v visitor) anchor(source, inside string) string {
	return fmt.Sprintf(`<a href="%s/avis/%s?source=%s&amp;lang=%s">%s</a>`, v.gate.URL, v.procedure, source, v.lang, inside)
}

// says is a message of the catalogue in the visitor's language.
func (v visitor) says(key string) string {
	v.t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "widgets", "messages", v.lang+".json"))
	if err != nil {
		v.t.Fatal(err)
	}
	messages := map[string]string{}
	if err := json.Unmarshal(text, &messages); err != nil || messages[key] == "" {
		v.t.Fatalf("no message %s in %s: %v", key, v.lang, err)
	}
	return messages[key]
}

// hears waits until an element says a message of the catalogue.
func (v visitor) hears(where *tab, element, key string) {
	v.t.Helper()
	where.await(key, element+"?.textContent.includes("+quoted(v.says(key))+")")
}

// The element.

// opened opens the page, whose element speaks the visitor's language, and then
// acts.
func opened(act func(visitor)) func(visitor) {
	return func(v visitor) {
		v.open()
		if at := eval[string](v.tab, shadow("form")+".lang + getComputedStyle("+shadow("form")+").direction"); at != v.lang+map[bool]string{true: "rtl", false: "ltr"}[v.lang == "ar"] {
			v.t.Errorf("the questions are in %s, want %s", at, v.lang)
		}
		act(v)
	}
}

// rateByFallback finds the link alone.
func rateByFallback(v visitor) {
	if v.embedding.host(v.in, host{}).late {
		v.t.(*testing.T).Skip("a page whose own script makes the element carries nothing without script")
	}
	v.visit(v.address)
	v.followLink()
}

// rateAgainstPolicy is on a page whose policy lets no request out: the link
// takes the place of the question, and nothing waits.
func rateAgainstPolicy(v visitor) {
	v.choose()
	v.hears(v.tab, shadow("p[tabindex]"), "widget.refused")
	v.forgive("Content Security Policy")
	v.keeps(nothing)
	v.followLink()
}

// The frames: one in a sandbox, one of the floating button.

// inside opens the page, and the frame in it.
func (v visitor) inside() *tab {
	v.t.Helper()
	v.visit(v.address)
	v.await("the frame, or what opens it", frameElement+" ?? "+opener)
	if eval[bool](v.tab, "!"+frameElement) {
		v.tabTo(".open")
		v.press(kb.Enter)
	}
	inside := v.frame("/embed/avis/" + v.procedure)
	inside.await("the language", shadow("form")+".lang === "+quoted(v.lang))
	return inside
}

const (
	opener       = "[...document.body.children].map((e) => e.shadowRoot?.querySelector('.open')).find(Boolean)"
	frameElement = "(document.querySelector('iframe') ?? [...document.body.children].map((e) => e.shadowRoot?.querySelector('iframe')).find(Boolean))"
	// keptInside is what a page keeps; a sandbox has nothing to keep it in.
	keptInside = "(() => { try { return JSON.stringify(Object.entries(localStorage)) + document.cookie } catch { return '[]' } })()"
)

// keepsNothing checks what the frame keeps.
func keepsNothing(inside *tab) {
	inside.t.Helper()
	if kept := eval[string](inside, keptInside); kept != nothing {
		inside.t.Errorf("the frame keeps %s", kept)
	}
}

// toInside presses Tab until the focus is on an element in the frame.
func (v visitor) toInside(inside *tab, selector string) {
	v.t.Helper()
	for range furthest {
		v.press(kb.Tab)
		if eval[bool](inside, "Boolean("+focused+"?.matches("+quoted(selector)+"))") {
			return
		}
	}
	v.t.Fatalf("Tab does not lead to %s", selector)
}

func (v visitor) chooseInside(inside *tab) {
	v.t.Helper()
	v.toInside(inside, "[name=satisfaction]")
	v.press(kb.ArrowRight)
	v.toInside(inside, "button")
	keepsNothing(inside)
	v.press(kb.Enter)
}

func rateInside(v visitor) {
	inside := v.inside()
	v.chooseInside(inside)
	inside.await("the second step", shadow("[name=clarity]"))
	keepsNothing(inside)
}

// rateFrameByLink is in a frame whose page runs no script.
func rateFrameByLink(v visitor) {
	v.visit(v.gate.URL + "/embed/avis/" + v.procedure + "?lang=" + v.lang)
	v.hears(v.tab, "document.querySelector('mon-avis a')", "widget.link")
	v.visit(eval[string](v.tab, "document.querySelector('mon-avis a').href"))
	v.rate()
}

// againInside fails first: nothing can wait in a sandbox, so that the citizen
// is asked to try again once the obstacle is gone.
func againInside(obstacle func(v visitor, inside *tab, there bool)) func(visitor) {
	return func(v visitor) {
		inside := v.inside()
		obstacle(v, inside, true)
		v.chooseInside(inside)
		v.hears(inside, shadow("[role=alert]"), "widget.retry")
		obstacle(v, inside, false)
		v.toInside(inside, "button")
		v.press(kb.Enter)
		inside.await("the second step", shadow("[name=clarity]"))
		keepsNothing(inside)
	}
}

func network1(_ visitor, inside *tab, gone bool) { inside.network(!gone) }
func recovery(v visitor, _ *tab, busy bool)      { v.gate.set(busy) }

// offlineInside waits in a frame that has storage.
func offlineInside(v visitor) {
	inside := v.inside()
	inside.network(false)
	v.chooseInside(inside)
	v.hears(inside, shadow("p[tabindex]"), "widget.later")
	inside.network(true)
	v.hears(inside, shadow("p[tabindex]"), "widget.thanks")
	keepsNothing(inside)
}

func busyInside(v visitor) {
	v.gate.set(true)
	inside := v.inside()
	v.chooseInside(inside)
	v.hears(inside, shadow("p[tabindex]"), "widget.later")
	v.gate.set(false)
	inside = v.inside()
	inside.await("an empty queue", keptInside+" === "+quoted(nothing))
}

func leaveInside(v visitor) {
	release := v.gate.hold()
	defer release()
	v.chooseInside(v.inside())
	eventually(v.t, "the rating is on its way", func() bool { return v.gate.posts() == 1 })
	v.load(chromedp.Navigate("about:blank"))
	release()
	inside := v.inside()
	inside.await("an empty queue", keptInside+" === "+quoted(nothing))
}

// clickInside clicks on an element of the frame, wherever the frame is once it
// stands still: what scrolls inside scrolls the page too, a moment later.
func (v visitor) clickInside(inside *tab, element string, options ...chromedp.MouseOption) {
	v.t.Helper()
	var at [2]float64
	eventually(v.t, "the frame stands still", func() bool {
		before := at
		within := inside.place(element)
		inside.drawn()
		v.drawn()
		frame := eval[[2]float64](v.tab, "(({ x, y }) => [x, y])("+frameElement+".getBoundingClientRect())")
		at = [2]float64{frame[0] + within[0], frame[1] + within[1]}
		return at == before
	})
	v.do(chromedp.MouseClickXY(at[0], at[1], options...))
}

func doubleClickInside(v visitor) {
	inside := v.inside()
	v.clickInside(inside, shadow("[value=bad]"))
	v.clickInside(inside, shadow("button"))
	inside.await("the second step", shadow("[name=clarity]"))
	v.clickInside(inside, shadow("button"), chromedp.ClickCount(2))
	if n := v.gate.posts(); n != 1 || !eval[bool](inside, "Boolean("+shadow("[name=clarity]")+")") {
		v.t.Errorf("%d ratings were posted, or the second step is gone", n)
	}
	keepsNothing(inside)
}

func comeBackInside(v visitor) {
	inside := v.inside()
	v.chooseInside(inside)
	inside.await("the second step", shadow("[name=clarity]"))
	v.load(chromedp.Navigate("about:blank"))
	v.travel(-1)
	v.await("the page", opener+" ?? "+frameElement)
	if n := v.gate.posts(); n != 1 {
		v.t.Errorf("coming back made %d ratings", n)
	}
}

// The hosted form, behind a link or a picture.

// linked follows the link to the form.
func (v visitor) linked() {
	v.t.Helper()
	v.visit(v.address)
	v.tabTo("a")
	if status := v.load(chromedp.KeyEvent(kb.Enter)); status != 200 {
		v.t.Fatalf("the link was answered %d", status)
	}
	if lang := eval[string](v.tab, "document.documentElement.lang"); lang != v.lang {
		v.t.Errorf("the form is in %q", lang)
	}
}

// saved is what the page after the first step says.
func (v visitor) saved() {
	v.t.Helper()
	v.hears(v.tab, "document.querySelector('.saved')", "form.saved")
	v.leavesNothing()
}

func rateLinked(v visitor) {
	v.linked()
	v.rate()
	v.saved()
}

// mark answers the first step, and is about to send.
func (v visitor) mark() {
	v.t.Helper()
	v.tabTo("[name=satisfaction]")
	v.press(kb.ArrowRight, kb.ArrowRight)
	v.tabTo(submit)
}

// offlineLinked meets the browser's own page, goes back and sends again.
func offlineLinked(v visitor) {
	v.linked()
	v.mark()
	v.network(false)
	v.press(kb.Enter)
	v.await("the browser's own page", "location.protocol === 'chrome-error:'")
	v.network(true)
	v.travel(-1)
	v.rate()
	v.saved()
}

// busyLinked meets a proxy that has nothing but the status to say, in whose place
// some browsers put a page of their own; the page of the form itself is checked
// where its errors are.
func busyLinked(v visitor) {
	v.linked()
	v.mark()
	v.gate.set(true)
	v.press(kb.Enter)
	v.await("an empty page, or the browser's own", "document.readyState === 'complete' && !document.querySelector('form')")
	v.gate.set(false)
	v.travel(-1)
	v.rate()
	v.saved()
}

func leaveLinked(v visitor) {
	v.linked()
	v.mark()
	release := v.gate.hold()
	defer release()
	v.press(kb.Enter)
	eventually(v.t, "the rating is on its way", func() bool { return v.gate.posts() == 1 })
	v.load(chromedp.Navigate("about:blank"))
	release()
	v.linked()
	if checked := eval[bool](v.tab, "Boolean(document.querySelector(':checked'))"); checked {
		v.t.Error("the form remembers an answer")
	}
}

func doubleClickLinked(v visitor) {
	v.linked()
	release := v.gate.hold()
	defer release()
	v.click("document.querySelector('#satisfaction-medium')")
	at := v.place("document.querySelector(" + quoted(submit) + ")")
	for clicks := range 2 {
		v.do(chromedp.MouseClickXY(at[0], at[1]))
		eventually(v.t, "what was clicked is on its way", func() bool { return v.gate.posts() > clicks })
	}
	release()
	v.await("the second step", "location.search.includes('step=clarity')")
	v.saved()
}

// backLinked thinks again: the same rating gets another answer.
func backLinked(v visitor) {
	v.linked()
	v.rate()
	v.travel(-1)
	v.tabTo("[name=satisfaction]")
	v.press(kb.ArrowLeft)
	v.goOn("step=clarity")
	v.saved()
}
