package e2e

import (
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused is the element that has the focus, inside shadow trees too.
const focused = `(() => {
	let element = document.activeElement;
	while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
	return element;
})()`

// furthest is how often a citizen may have to press Tab before giving up.
const furthest = 40

// press types keys, one after the other.
func (w *tab) press(keys ...string) {
	w.t.Helper()
	for _, key := range keys {
		w.do(chromedp.KeyEvent(key))
	}
}

// tabTo presses Tab until the focus is on an element that matches.
func (w *tab) tabTo(selector string) {
	w.t.Helper()
	var met []string
	for range furthest {
		w.press(kb.Tab)
		if eval[bool](w, focused+".matches("+quoted(selector)+")") {
			return
		}
		met = append(met, eval[string](w, focused+".outerHTML.slice(0, 60)"))
	}
	w.t.Fatalf("Tab does not lead to %s, but to\n%s", selector, strings.Join(met, "\n"))
}

// click presses and releases the mouse on the element that the script finds.
func (w *tab) click(element string) {
	w.t.Helper()
	at := w.place(element)
	w.do(chromedp.MouseClickXY(at[0], at[1]))
}

// place scrolls to an element and returns where its middle then is.
func (w *tab) place(element string) [2]float64 {
	w.t.Helper()
	return eval[[2]float64](w, `((element) => {
		element.scrollIntoView({ block: 'center' });
		const { x, y, width, height } = element.getBoundingClientRect();
		return [x + width / 2, y + height / 2];
	})(`+element+`)`)
}

// drawn waits until the page as it is now was drawn.
func (w *tab) drawn() {
	w.t.Helper()
	eval[any](w, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
}

// quoted writes a text as a script does.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "\\'") + "'" }
