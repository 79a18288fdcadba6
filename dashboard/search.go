package dashboard

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces a text to what a search compares: lower case, no accents,
// ligatures written out, words apart by single spaces.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r): // the accent of the letter before
		case r == 'œ':
			b.WriteString("oe")
		case r == 'æ':
			b.WriteString("ae")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// matchesAll says whether every word of the folded query is somewhere in the
// folded text.
func matchesAll(text, query string) bool {
	for _, word := range strings.Fields(query) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

const (
	mostSuggestions = 5
	// closeEnough is the likeness from which a title may be what was meant.
	closeEnough = 0.35
)

// suggest lists what an address that leads nowhere may have meant: below the
// editions the newest ones, below the ministries those whose name is close to
// the address's last part, elsewhere the procedures whose id or title is.
func (r *request) suggest() []link {
	if strings.HasPrefix(r.path, editionPath("")) {
		var links []link
		for _, e := range slices.Backward(r.snap.editions) { // the newest first
			links = append(links, link{Text: r.loc.T("edition.heading", e.ID), URL: r.link(editionPath(e.ID))})
		}
		return links[:min(len(links), mostSuggestions)]
	}
	name := path.Base(r.path)
	meant := trigrams(fold(strings.TrimSuffix(name, path.Ext(name))))
	type candidate struct {
		link
		likeness float64
	}
	var candidates []candidate
	consider := func(to link, names ...string) {
		like := 0.0
		for _, name := range names {
			like = max(like, likeness(meant, trigrams(fold(name))))
		}
		if like >= closeEnough {
			candidates = append(candidates, candidate{to, like})
		}
	}
	if strings.HasPrefix(r.path, "/ministeres/") {
		for _, m := range r.snap.summary.Ministries {
			consider(link{Text: m.Name, URL: r.link("/ministeres/" + url.PathEscape(m.Slug)), Own: true}, m.Slug)
		}
	} else {
		for _, e := range r.snap.entries {
			consider(link{Text: e.procedure.Title, URL: r.link(procedurePath(e.procedure.ID)), Own: true}, e.procedure.ID, e.procedure.Title)
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.likeness, a.likeness) })
	var links []link
	for _, c := range candidates[:min(len(candidates), mostSuggestions)] {
		links = append(links, c.link)
	}
	return links
}

// trigrams is the set of runs of three letters of a text, its ends included.
func trigrams(text string) map[string]bool {
	runes := []rune("  " + text + " ")
	set := map[string]bool{}
	for i := 0; i+3 <= len(runes); i++ {
		set[string(runes[i:i+3])] = true
	}
	return set
}

// likeness is how much of what was meant a name holds; of names that hold as
// much, the one with little else is more like it.
func likeness(meant, name map[string]bool) float64 {
	shared := 0
	for t := range meant {
		if name[t] {
			shared++
		}
	}
	all := len(meant) + len(name) - shared
	return 0.8*float64(shared)/float64(max(1, len(meant))) + 0.2*float64(shared)/float64(max(1, all))
}
