package e2e

import "testing"

// desk is where a reader meets page after page: a tab for each kind of reader
// stays open, as opening one, or signing in, takes longer than most pages do.
type desk struct {
	tabs map[string]*tab
	left map[string]int
}

// mostPages is how many pages one tab meets: its time is limited.
const mostPages = 25

func newDesk() *desk { return &desk{tabs: map[string]*tab{}, left: map[string]int{}} }

// tab is the one for that kind of reader, opened when there is none yet.
func (d *desk) tab(kind string, open func() *tab) *tab {
	if d.left[kind] == 0 {
		d.tabs[kind], d.left[kind] = open(), mostPages
	}
	d.left[kind]--
	return d.tabs[kind]
}

// reader is the tab for readers of that language, with or without script.
func (d *desk) reader(t *testing.T, b *browser, v view) *tab {
	return d.tab(v.lang+v.script, func() *tab {
		w := b.tab(t, v)
		t.Cleanup(func() { w.undrawn() }) // a picture that came too late, to a page that was left
		return w
	})
}

// lend gives the tab to a part of the test: what the browser complains about
// until its end fails that part.
func (w *tab) lend(t testing.TB, v view) {
	before := w.t
	w.t, w.view = t, v
	t.Cleanup(func() {
		w.check()
		w.t = before
	})
	w.resize(v.scheme, v.width)
}
