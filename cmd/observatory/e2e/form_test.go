package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// submit is the button that goes on.
const submit = "main form button:not([name])"

// TestForm answers the hosted form in a browser that runs no script.
func TestForm(t *testing.T) {
	t.Parallel()
	try(t, []trial{{"Keyboard", answerByKeyboard}, {"Reload", answerAndReload}, {"Back", answerAndGoBack}, {"DoubleClick", answerTwice}})
}

// rated opens the form and answers its first step.
func rated(t *testing.T, b *browser, address string) *tab {
	t.Helper()
	w, status := b.open(t, view{"fr", "light", 1280, scriptOff}, address)
	if status != 200 {
		t.Fatalf("the form was answered %d", status)
	}
	w.rate()
	return w
}

// rate answers the first step of the form with the keyboard.
func (w *tab) rate() {
	w.t.Helper()
	w.tabTo("[name=satisfaction]")
	w.press(kb.ArrowRight, kb.ArrowRight)
	w.goOn("step=clarity")
}

// goOn presses the button of the step, and expects the page that follows.
func (w *tab) goOn(address string) {
	w.t.Helper()
	w.tabTo(submit)
	if status := w.load(chromedp.KeyEvent(kb.Enter)); status != 200 {
		w.t.Errorf("the page after the step was answered %d", status)
	}
	w.expect(address)
}

// expect checks where the browser is.
func (w *tab) expect(address string) {
	w.t.Helper()
	if at := eval[string](w, "location.href"); !strings.Contains(at, address) {
		w.t.Fatalf("the browser is at %s, want %s", at, address)
	}
}

func answerByKeyboard(t *testing.T, b *browser, in *instance, procedure string) {
	w := rated(t, b, in.public+"/avis/"+procedure)
	w.tabTo("[name=outcome]")
	w.press(" ")
	w.tabTo("[name=clarity]")
	w.press(kb.ArrowDown, kb.ArrowDown, kb.ArrowDown)
	w.goOn("step=help")
	w.tabTo("#help-phone")
	w.press(" ")
	w.tabTo("#help-other")
	w.press(" ")
	w.goOn("step=contact")
	w.tabTo("[name=help_phone_reached]")
	w.press(" ")
	w.tabTo("[name=help_phone_quality]")
	w.press(kb.ArrowDown)
	w.goOn("step=comment")
	w.tabTo("[name=help_other_text]")
	w.press("Au café")
	w.tabTo("textarea")
	w.press("Rien à redire.")
	w.goOn("/merci?")
	if id := eval[string](w, "document.querySelector('code').textContent"); len(id) != len(key(0)) {
		t.Errorf("the thanks page shows %q, no id", id)
	}
}

func answerAndReload(t *testing.T, b *browser, in *instance, procedure string) {
	w := rated(t, b, in.public+"/avis/"+procedure)
	w.load(chromedp.Reload())
	w.expect("step=clarity")
	w.tabTo("[name=clarity]")
	w.press(" ")
	w.goOn("step=help")
	w.tabTo(submit + " + button")
	w.load(chromedp.KeyEvent(kb.Enter))
	w.expect("/merci?")
	w.load(chromedp.Reload())
	w.expect("/merci?")
}

// answerAndGoBack thinks again: the same rating gets another answer.
func answerAndGoBack(t *testing.T, b *browser, in *instance, procedure string) {
	w := rated(t, b, in.public+"/avis/"+procedure)
	w.travel(-1)
	w.tabTo("[name=satisfaction]")
	w.press(kb.ArrowLeft)
	w.goOn("step=clarity")
	w.travel(-1)
	w.travel(+1)
	w.expect("step=clarity")
}

// travel goes back or on in the history of the page, which may be restored
// without being loaded.
func (w *tab) travel(steps int64) {
	w.t.Helper()
	history := call(w, protocol.GetNavigationHistory, cdp.Empty{})
	entry := history.Entries[history.CurrentIndex+steps]
	call(w, protocol.NavigateToHistoryEntry, protocol.NavigateToHistoryEntryParams{EntryID: entry.ID})
	eventually(w.t, entry.URL, func() bool {
		there, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool]("location.href === "+quoted(entry.URL)+" && document.readyState === 'complete'"))
		return err == nil && there
	})
}

// answerTwice clicks again before the first answer has come back.
func answerTwice(t *testing.T, b *browser, in *instance, procedure string) {
	g := openGate(t, in)
	release := g.hold()
	defer release()
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOff}, g.URL+"/avis/"+procedure)
	w.click("document.querySelector('#satisfaction-medium')")
	at := w.place("document.querySelector(" + quoted(submit) + ")")
	for clicks := range 2 {
		w.do(chromedp.MouseClickXY(at[0], at[1]))
		eventually(t, "what was clicked is on its way", func() bool { return g.posts() > clicks })
	}
	release()
	w.await("the second step", "location.search.includes('step=clarity')")
}
