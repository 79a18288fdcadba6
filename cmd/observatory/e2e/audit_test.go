package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
)

// looks is what the checks need to know of a page.
type looks struct {
	Lang     string
	Title    string
	Headings int      // h1
	Beyond   []string // elements that reach beyond the window
	Banner   string   // says that the data is invented
	Unsaid   string   // what a message was not given, or did not take
	Broken   []string // pictures that did not load
	Lost     []string // links to places of this page that it does not have
	Links    []string // same-origin addresses that the page names
}

// lookAround answers a looks. A page that scrolls in the inline direction names
// the elements that make it.
const lookAround = `(() => {
	const all = (selector) => [...document.querySelectorAll(selector)];
	const name = (element) => element.localName + [...element.classList].map((c) => '.' + c).join('');
	const wide = document.scrollingElement.scrollWidth > innerWidth;
	const beyond = (element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.parentElement.closest('.scroll');
	const links = all('[href], [src], form[method=get]').map((element) => element.href || element.src || element.action);
	const folded = (element) => element.closest('figure[data-chart]')?.closest('details:not([open])');
	for (const source of all('[srcset]')) if (!folded(source)) links.push(new URL(source.srcset.split(' ')[0], document.baseURI).href);
	return {
		lang: document.documentElement.lang,
		title: document.title,
		headings: all('h1').length,
		beyond: wide ? ['document', ...all('body *').filter(beyond).map(name)] : [],
		unsaid: document.body.innerText.match(/.*%!.*/)?.[0] ?? '',
		banner: all('.demo').map((e) => e.textContent.trim()).join(' '),
		broken: all('img').filter((e) => !folded(e)).filter((e) => !e.complete || !e.naturalWidth).map((e) => e.src),
		lost: all('a[href^="#"]').map((e) => e.hash.slice(1)).filter((id) => !document.getElementById(id)),
		links: links.filter((link) => link.startsWith(location.origin + '/')),
	};
})()`

// look checks what holds for every page, and returns what it saw.
func (w *tab) look() looks {
	w.t.Helper()
	seen := eval[looks](w, lookAround)
	if seen.Lang != w.view.lang {
		w.t.Errorf("%s: the page says that it is written in %q", w.view, seen.Lang)
	}
	if seen.Headings != 1 || seen.Title == "" {
		w.t.Errorf("%s: %d h1 under the title %q, want one", w.view, seen.Headings, seen.Title)
	}
	if seen.Unsaid != "" {
		w.t.Errorf("%s: a message is badly made: %s", w.view, seen.Unsaid)
	}
	if seen.Banner == "" {
		w.t.Errorf("%s: nothing says that the data is invented", w.view)
	}
	for what, names := range map[string][]string{"beyond the window": seen.Beyond, "pictures that did not load": seen.Broken, "links that lead nowhere": seen.Lost} {
		if len(names) > 0 {
			w.t.Errorf("%s: %s: %s", w.view, what, strings.Join(names, " "))
		}
	}
	return seen
}

// violation is a rule of axe-core that a page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// axe runs the accessibility checker on the page: the rules of WCAG 2.2 AA and
// the best practices, without exception.
func (w *tab) axe() {
	w.t.Helper()
	if !eval[bool](w, "'axe' in window") {
		eval[any](w, w.browser.axe+"; null")
	}
	text := eval[string](w, `axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
		resultTypes: ['violations'],
		preload: false, // it would write style sheets into the page, against the page's policy
		iframes: false, // those of another origin are checked from the inside
	}).then(({ violations, passes }) => JSON.stringify(passes.length ? violations : null))`)
	var violations []violation
	if err := json.Unmarshal([]byte(text), &violations); err != nil || text == "null" {
		w.t.Fatalf("axe-core checked nothing: %s %v", text, err)
	}
	for _, broken := range violations {
		var where []string
		for _, node := range broken.Nodes {
			where = append(where, fmt.Sprintf("%s\n\t%s", node.HTML, node.FailureSummary))
		}
		w.t.Errorf("%s: axe-core %s (%s): %s\n%s", w.view, broken.ID, broken.Impact, broken.Help, strings.Join(where, "\n"))
	}
}

// audit runs the checker on the page as it is now in both colour schemes and
// both widths, and leaves it as it was.
func (w *tab) audit(state string) {
	w.t.Helper()
	before := w.view
	for _, scheme := range schemes() {
		for _, width := range widths() {
			w.resize(scheme, width)
			w.axe()
			if overflow := eval[int](w, "document.scrollingElement.scrollWidth - innerWidth"); overflow > 0 {
				w.t.Errorf("%s: %s reaches %d px beyond the window", w.view, state, overflow)
			}
		}
	}
	w.resize(before.scheme, before.width)
}
