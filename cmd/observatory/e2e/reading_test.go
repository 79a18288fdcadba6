package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// clipped names what a reader cannot reach: text that its box cuts off, and in
// print boxes that would have to be scrolled. What is hidden from sight on
// purpose, and what holds no text, is none.
const clipped = `(print) => [...document.querySelectorAll('body *')].filter((e) => {
	const style = getComputedStyle(e);
	if (!e.innerText?.trim() || style.clipPath !== 'none' || e.clientWidth <= 1 || e.closest('svg, .unseen, [hidden]')) return false;
	const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip' || print && (overflow === 'auto' || overflow === 'scroll');
	return cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1 || cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
}).map((e) => e.localName + [...e.classList].map((c) => '.' + c).join('') + ': ' + e.innerText.slice(0, 40))`

// inPrint says what is wrong with the colours of a page on paper: dark text on
// no ground or a light one is right, whatever the reader's screen is like.
const inPrint = `(() => {
	const light = (color) => {
		const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
		return a === 0 ? 1 : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
	};
	return [...document.querySelectorAll('body, main, main h1, main p, main td, main th, main dd')].filter((e) => {
		const style = getComputedStyle(e);
		return light(style.color) > 0.6 && light(style.backgroundColor) > 0.6 || e.matches('body, main') && light(style.backgroundColor) < 0.9;
	}).map((e) => e.localName + ': ' + e.innerText.slice(0, 40)).slice(0, 5);
})()`

// paper is the width of an A4 sheet between its margins, in CSS pixels.
const paper = 680

// readOtherwise meets every page with the text twice as large, at a zoom of
// 400 % on a screen of 1280 × 1024, and on paper: nothing is cut off, and
// nothing has to be scrolled sideways. The three ways take turns, or meet every
// page under OBSERVATORY_AUDIT=full.
func readOtherwise(t *testing.T, b *browser, in *instance) {
	d := newDesk()
	for i, p := range pages(in) {
		v := view{languages()[i%2], schemes()[i/2%2], 1280, scriptOn}
		w := d.reader(t, b, v)
		t.Run(strings.ReplaceAll(p.name, " ", "_"), func(t *testing.T) {
			w.lend(t, v)
			p.meet(w, in, full())
			for n, read := range []func(*tab){(*tab).readLarge, (*tab).readNear, (*tab).readOnPaper} {
				if n == i%3 || full() {
					read(w)
				}
			}
		})
	}
}

func (w *tab) readLarge() {
	w.t.Helper()
	eval[any](w, "document.documentElement.style.fontSize = '200%'; null")
	w.whole("with the text twice as large", false)
	eval[any](w, "document.documentElement.style.fontSize = ''; null")
}

func (w *tab) readNear() {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(320, 256, chromedp.EmulateScale(4)))
	w.whole("at a zoom of 400 %", false)
}

func (w *tab) readOnPaper() {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(paper, 1000))
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: w.view.scheme}}})
	w.whole("in print", true)
	if wrong := eval[[]string](w, inPrint); len(wrong) > 0 {
		w.t.Errorf("%s: in print these are not to be read: %s", w.view, strings.Join(wrong, "; "))
	}
}

// whole checks that all of the page can be read.
func (w *tab) whole(how string, print bool) {
	w.t.Helper()
	w.await("the charts fit their boxes", "[...document.querySelectorAll('figure[data-chart] .box')].every((box) => box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1)")
	words := map[bool]string{true: "true", false: "false"}[print]
	if cut := eval[[]string](w, "("+clipped+")("+words+")"); len(cut) > 0 {
		w.t.Errorf("%s: %s is cut off: %s", w.view, how, strings.Join(cut, "; "))
	}
	if beyond := eval[looks](w, lookAround).Beyond; len(beyond) > 0 {
		w.t.Errorf("%s: %s beyond the window: %s", w.view, how, strings.Join(beyond, " "))
	}
}
