package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestWidget rates from pages of another origin, under a strict policy.
func TestWidget(t *testing.T) {
	t.Parallel()
	try(t, []trial{
		{"Keyboard", widgetByKeyboard}, {"DoubleClick", widgetClickedTwice}, {"Empty", widgetEmpty}, {"Offline", widgetOffline},
		{"Busy", widgetBusy}, {"Unknown", widgetUnknown}, {"Forbidden", widgetForbidden}, {"Fallback", widgetWithoutScript},
	})
}

// queue is a script that answers what the device keeps.
const queue = "JSON.stringify(Object.entries(localStorage)) + document.cookie"

const nothing = "[]"

// shadow is a script that finds an element inside the widget.
func shadow(selector string) string {
	return "document.querySelector('mon-avis').shadowRoot.querySelector(" + quoted(selector) + ")"
}

// openHost opens a host page whose widget is ready, and notes the events that
// it fires.
func openHost(t *testing.T, b *browser, address string) *tab {
	t.Helper()
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOn}, address)
	w.await("the widget", "document.querySelector('mon-avis').shadowRoot?.querySelector('form')")
	eval[any](w, "window.sent = []; document.addEventListener('mon-avis:sent', (event) => sent.push(event.detail)); null")
	return w
}

// keeps checks what the device keeps.
func (w *tab) keeps(want string) {
	w.t.Helper()
	if kept := eval[string](w, queue); kept != want {
		w.t.Errorf("the device keeps %s, want %s", kept, want)
	}
}

// answer chooses a smiley with the keyboard and sends it.
func (w *tab) answer() {
	w.t.Helper()
	w.tabTo("[name=satisfaction]")
	w.press(kb.ArrowRight, kb.ArrowRight)
	w.tabTo("button")
	w.keeps(nothing)
	w.press(kb.Enter)
}

// next presses the button of the step and waits for what the next one holds,
// which the step that is left may hold too.
func (w *tab) next(selector string) {
	w.t.Helper()
	w.tabTo("button")
	eval[any](w, "window.left = "+shadow(selector)+"; null")
	w.press(kb.Enter)
	w.await(selector, shadow(selector)+" && "+shadow(selector)+" !== window.left")
}

func widgetByKeyboard(t *testing.T, b *browser, in *instance, procedure string) {
	w := openHost(t, b, host{procedure: procedure, inside: link(in, procedure)}.serve(t, in))
	w.audit("the first step")
	w.answer()
	w.await("the second step", shadow("[name=clarity]"))
	w.keeps(nothing)
	if !eval[bool](w, focused+".matches('p.name')") {
		t.Error("the focus is not at the beginning of the second step")
	}
	w.audit("the second step")
	w.tabTo("[name=outcome]")
	w.press(" ")
	w.tabTo("[name=clarity]")
	w.press(kb.ArrowRight, kb.ArrowRight)
	w.next("[name=help]")
	w.audit("the help step")
	for _, box := range []string{"phone", "other", "none"} {
		w.tabTo("[value=" + box + "]")
		w.press(" ")
	}
	w.tabTo("button")
	w.press(kb.Enter)
	w.await("the error", shadow("[role=alert]")+".textContent")
	w.audit("the help step with an error")
	w.tabTo("[value=none]")
	w.press(" ")
	w.next("[name=reached]")
	w.tabTo("[name=reached]")
	w.press(" ")
	w.tabTo("[name=quality]")
	w.press(kb.ArrowRight)
	w.audit("the contact step")
	w.next("textarea")
	w.audit("the last step")
	w.tabTo("#other")
	w.press("Au café")
	w.tabTo("textarea")
	w.press("Clair et rapide.")
	w.next("code")
	w.audit("thanks")
	w.keeps(nothing)
	if sent := eval[string](w, "JSON.stringify(sent.map(({ version, waiting }) => waiting ? -version : version))"); sent != "[1,2,3,4,5]" {
		t.Errorf("the page heard the events %s", sent)
	}
	if n := clarityAnswers(t, in, procedure); n != 1 {
		t.Errorf("%d answers to the second question, want 1", n)
	}
}

// widgetClickedTwice clicks again while the first answer is on its way.
func widgetClickedTwice(t *testing.T, b *browser, in *instance, procedure string) {
	g := openGate(t, in)
	release := g.hold()
	defer release()
	w := openHost(t, b, host{procedure: procedure, endpoint: g.URL}.serve(t, in))
	w.click(shadow("[value=bad]"))
	w.click(shadow("button"))
	w.click(shadow("button"))
	eventually(t, "the rating is on its way", func() bool { return g.posts() > 0 })
	w.click(shadow("button"))
	w.audit("sending")
	release()
	w.await("the second step", shadow("[name=clarity]"))
	if n := g.posts(); n != 1 {
		t.Errorf("%d ratings were posted, want 1", n)
	}
}

// widgetEmpty sends nothing first: it is told why, where, and then goes on.
func widgetEmpty(t *testing.T, b *browser, in *instance, procedure string) {
	g := openGate(t, in)
	w := openHost(t, b, host{procedure: procedure, endpoint: g.URL}.serve(t, in))
	w.tabTo("button")
	w.press(kb.Enter)
	w.await("the error", shadow("[role=alert]")+".textContent")
	if at := eval[string](w, focused+".name"); at != "satisfaction" {
		t.Errorf("the focus is on %q, want the question", at)
	}
	if invalid := eval[string](w, shadow("fieldset")+".getAttribute('aria-invalid')"); invalid != "true" {
		t.Errorf("the question has aria-invalid %s", invalid)
	}
	w.audit("the error")
	w.keeps(nothing)
	if n := g.posts(); n != 0 {
		t.Errorf("%d ratings were posted before one was given", n)
	}
	w.press(" ")
	if gone := eval[bool](w, "!"+shadow("[role=alert]")+".textContent && !"+shadow("fieldset")+".hasAttribute('aria-invalid')"); !gone {
		t.Error("the error stays after an answer")
	}
	w.tabTo("button")
	w.press(kb.Enter)
	w.await("the second step", shadow("[name=clarity]"))
}

// widgetOffline loses the network, sends, and finds the network again.
func widgetOffline(t *testing.T, b *browser, in *instance, procedure string) {
	w := openHost(t, b, host{procedure: procedure}.serve(t, in))
	w.network(false)
	w.answer()
	w.await("the notice", shadow("p[tabindex]"))
	w.audit("waiting")
	if kept := eval[int](w, "JSON.parse(localStorage['mon-avis']).length"); kept != 1 {
		t.Errorf("%d ratings wait on the device, want 1", kept)
	}
	if sent := eval[string](w, "JSON.stringify(sent)"); sent != `[{"version":1,"waiting":true}]` {
		t.Errorf("the page heard the events %s", sent)
	}
	w.network(true)
	w.await("an empty queue", "!localStorage.length")
}

// widgetBusy meets an observatory that cannot take ratings for a while.
func widgetBusy(t *testing.T, b *browser, in *instance, procedure string) {
	g := openGate(t, in)
	g.set(true)
	address := host{procedure: procedure, endpoint: g.URL}.serve(t, in)
	w := openHost(t, b, address)
	w.answer()
	w.await("the notice", shadow("p[tabindex]"))
	w.visit(address)
	eventually(t, "another try", func() bool { return g.posts() == 2 })
	w.await("the rating still waits", "JSON.parse(localStorage['mon-avis']).length === 1")
	g.set(false)
	w.visit(address)
	w.await("an empty queue", "!localStorage.length")
}

// widgetUnknown names a procedure that does not exist: the link takes over.
func widgetUnknown(t *testing.T, b *browser, in *instance, procedure string) {
	w := openHost(t, b, host{procedure: "nothing"}.serve(t, in))
	w.answer()
	w.await("a link of the widget's own", shadow("slot a"))
	if href := eval[string](w, shadow("slot a")+".href"); href != in.public+"/avis/nothing" {
		t.Errorf("the link leads to %s", href)
	}
	w = openHost(t, b, host{procedure: "nothing", inside: link(in, procedure)}.serve(t, in))
	w.answer()
	w.audit("the link")
	w.keeps(nothing)
	w.followLink()
}

// widgetForbidden is on a page whose policy lets no request out.
func widgetForbidden(t *testing.T, b *browser, in *instance, procedure string) {
	w := openHost(t, b, host{procedure: procedure, inside: link(in, procedure), connect: "'none'"}.serve(t, in))
	w.answer()
	w.await("the link", shadow("slot"))
	w.forgive("Content Security Policy")
	w.keeps(nothing)
	w.followLink()
}

// widgetWithoutScript is a link, as it was written.
func widgetWithoutScript(t *testing.T, b *browser, in *instance, procedure string) {
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOff}, host{procedure: procedure, inside: link(in, procedure)}.serve(t, in))
	w.followLink()
}

// followLink follows the fallback link, and rates where it leads.
func (w *tab) followLink() {
	w.t.Helper()
	w.await("the link", "document.querySelector('mon-avis a').checkVisibility()")
	w.tabTo("mon-avis a")
	if status := w.load(chromedp.KeyEvent(kb.Enter)); status != 200 {
		w.t.Fatalf("the link was answered %d", status)
	}
	w.rate()
}

// network takes the network away, or gives it back.
func (w *tab) network(there bool) {
	w.t.Helper()
	rules := []*network.Conditions{}
	if !there {
		rules = append(rules, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	call(w, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: rules})
	call(w, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1})
}

// clarityAnswers is how many answers to the second question are counted.
func clarityAnswers(t *testing.T, in *instance, procedure string) (n uint64) {
	t.Helper()
	counted(in, procedure)
	today := time.Now().In(paris(t)).Format(time.DateOnly)
	figures := getJSON[struct {
		Indicators []struct {
			Kind string
			N    uint64
		}
	}](in, in.admin+"/api/v1/procedures/"+procedure+"?as_of="+today)
	for _, figure := range figures.Indicators {
		if figure.Kind == "clarity" {
			n = figure.N
		}
	}
	return n
}
