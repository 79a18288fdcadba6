package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// takeScreenshots writes pictures of the main pages into the folder, as
// page-scheme-width[-without-script].png.
func takeScreenshots(t *testing.T, b *browser, in *instance, folder string) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	named := map[string]page{}
	for _, p := range pages(in) {
		named[p.name] = p
	}
	views := []view{
		{"fr", "light", 1280, scriptOn}, {"fr", "dark", 1280, scriptOn}, {"fr", "light", 320, scriptOn}, {"en", "light", 1280, scriptOff},
	}
	for file, name := range map[string]string{
		"home": "home", "list": "list", "list-filtered": "list by level", "ministries": "ministries", "ministry": "ministry compared", "data": "open data", "editions": "editions", "edition": "edition", "edition-diff": "edition diff", "integration": "integration element",
		"ministries-words": "ministries in words", "ministry-alone": "ministry", "dots": "embedded dots", "stale": "procedure stale", "accessibility": "accessibility", "site-map": "site map",
		"embed": "embedded months", "procedure": "procedure published", "too-few": "procedure below_minimum", "method": "method",
		"form": "form", "form-error": "form with error", "form-clarity": "form clarity", "form-help": "form help",
		"form-contact": "form contact", "form-comment": "form comment", "thanks": "form thanks", "find": "find some", "not-found": "not found",
	} {
		for _, v := range views {
			w := named[name].show(t, b, in, v)
			eval[any](w, "scrollTo(0, 0)")
			w.picture(folder, file)
		}
	}
	for _, v := range views[:3] {
		w := openHost(t, b, host{procedure: "demo-payer-une-amende"}.serve(t, in))
		w.resize(v.scheme, v.width)
		// The page of an administration, in a few words.
		eval[any](w, `Object.assign(document.body.style, { font: '1rem/1.5 system-ui, sans-serif', margin: '2rem 1rem', background: 'Canvas', color: 'CanvasText' });
			document.documentElement.style.colorScheme = 'light dark'; null`)
		w.picture(folder, "widget")
		w.answer()
		w.await("the second step", shadow("[name=clarity]"))
		w.picture(folder, "widget-more")
	}
}

// picture writes what the whole page looks like.
func (w *tab) picture(folder, name string) {
	w.t.Helper()
	name = fmt.Sprintf("%s-%s-%d", name, w.view.scheme, w.view.width)
	if w.view.script == scriptOff {
		name += "-without-script"
	}
	picture, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		w.t.Fatal(err)
	}
}
