package widgets_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const steps = "id=0197f0a2-0000-7000-8000-000000000000&version=1&satisfaction=good&rating=0197f0a2-0000-7000-8000-000000000001"

func TestPages(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for _, address := range []string{
		"/avis", "/avis?q=passeport", "/avis?q=demander", "/avis?q=zzz", "/avis/nothing",
		"/avis/passeport", "/avis/permis", "/avis/exemple", "/avis/passeport?satisfaction=bad",
		"/avis/passeport?step=clarity&" + steps, "/avis/passeport?step=help&help=phone&help=other&" + steps,
		"/avis/passeport?step=contact&help=phone&help=chat&" + steps, "/avis/passeport?step=comment&help=other&" + steps,
		"/avis/passeport/merci", "/avis/passeport/merci?" + steps,
	} {
		for _, lang := range []string{"fr", "en", "es"} {
			t.Run(address+" "+lang, func(t *testing.T) {
				t.Parallel()
				target, _ := url.Parse(address)
				query := target.Query()
				query.Set("lang", lang)
				target.RawQuery = query.Encode()
				page := get(t, site, target.String())
				checkPage(t, page)
				if root := page.elements("html")[0]; attribute(root, "lang") != lang || attribute(root, "dir") != "ltr" {
					t.Errorf("html has %v", root.Attr)
				}
			})
		}
	}
}

// cacheControl is what a page must say: a browser may keep the one that begins
// a rating, and no page that holds answers.
func cacheControl(page visit) string {
	body := page.Body.String()
	if page.Code == http.StatusOK && strings.Contains(body, `name="id"`) && !strings.Contains(body, `name="version"`) {
		return "private, max-age=0"
	}
	return "no-store"
}

// checkPage holds every page to what all of them promise.
func checkPage(t *testing.T, page visit) {
	t.Helper()
	const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	for name, want := range map[string]string{"Content-Security-Policy": policy, "Cache-Control": cacheControl(page), "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8", "Set-Cookie": ""} {
		if got := page.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	checkNesting(t, page.Body.String())
	for name, want := range map[string]int{"h1": 1, "main": 1, "title": 1, "script": 0, "style": 0} {
		if got := len(page.elements(name)); got != want {
			t.Errorf("%d elements %s, want %d", got, name, want)
		}
	}
	ids := map[string]bool{}
	for n := range page.document.Descendants() {
		if has(n, "style") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return strings.HasPrefix(a.Key, "on") }) {
			t.Errorf("the policy forbids what is in %v", n.Attr)
		}
		if id := attribute(n, "id"); id != "" && ids[id] {
			t.Errorf("the id %s is there twice", id)
		} else {
			ids[id] = true
		}
	}
	for n := range page.document.Descendants() {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
			for _, id := range strings.Fields(attribute(n, key)) {
				if !ids[id] {
					t.Errorf("%s names %s, which is not there", key, id)
				}
			}
		}
		if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("a link leads to %s, which is not there", href)
		}
	}
	checkLabels(t, page)
}

// checkLabels wants a text for everything that can be filled in or pressed.
func checkLabels(t *testing.T, page visit) {
	t.Helper()
	labelled := map[string]bool{}
	for _, label := range page.elements("label") {
		labelled[attribute(label, "for")] = text(label) != ""
		for n := range label.Descendants() {
			if n.Data == "input" {
				labelled[attribute(n, "id")] = text(label) != ""
			}
		}
	}
	for _, n := range append(page.elements("input"), page.elements("textarea")...) {
		if attribute(n, "type") != "hidden" && !labelled[attribute(n, "id")] {
			t.Errorf("no label for %v", n.Attr)
		}
	}
	for _, n := range slices.Concat(page.elements("button"), page.elements("a"), page.elements("legend"), page.elements("h1")) {
		if text(n) == "" {
			t.Errorf("%s %v says nothing", n.Data, n.Attr)
		}
	}
}

// checkNesting wants every element to be closed where it was opened: a
// parser would repair it in silence.
func checkNesting(t *testing.T, page string) {
	t.Helper()
	empty := []string{"meta", "link", "input", "br", "circle", "path"}
	var open []string
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %q", open)
			}
			return
		case html.StartTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(empty, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %q", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for search, want := range map[string][]string{
		"échanger":        {"permis"},
		"ECHANGER permis": {"permis"},
		"interieur":       {"permis"},
		"passeport titre": {"passeport"},
		"un":              {"permis", "exemple", "passeport"},
		"zzz":             nil,
		"-":               nil,
	} {
		t.Run(search, func(t *testing.T) {
			t.Parallel()
			page := get(t, site, "/avis?lang=fr&q="+url.QueryEscape(search))
			var found []string
			for _, link := range page.elements("a") {
				if to, ok := strings.CutPrefix(attribute(link, "href"), "/avis/"); ok {
					id, query, _ := strings.Cut(to, "?")
					if query != "lang=fr&source=site" {
						t.Errorf("the link's query is %q", query)
					}
					found = append(found, id)
				}
			}
			slices.Sort(found)
			slices.Sort(want)
			if !slices.Equal(found, want) {
				t.Errorf("found %q, want %q", found, want)
			}
		})
	}
}
