package page

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"servicequality/observatory"
)

const (
	mostSuggestions = 5
	// closeEnough is the likeness from which a title may be what was meant.
	closeEnough = 0.35
)

// suggest lists what is close to the last part of an address that leads
// nowhere: procedures, ministries, or the newest editions.
func (r *Request) suggest() []Link {
	switch section, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/"); section {
	case "editions", "donnees":
		return r.newestEditions()
	case "ministeres":
		var named []Link
		for _, m := range r.Snap.Summary.Ministries {
			named = append(named, Link{Text: m.Name, URL: r.Link(MinistryPath(m.Slug)), Own: true})
		}
		return r.closest(named, func(i int) string { return r.Snap.Summary.Ministries[i].Slug })
	}
	var named []Link
	for _, e := range r.Snap.Entries {
		named = append(named, Link{Text: e.Procedure.Title, URL: r.Link(ProcedurePath(e.Procedure.ID)), Own: true})
	}
	return r.closest(named, func(i int) string { return r.Snap.Entries[i].Procedure.ID })
}

// newestEditions leads to the editions that a reader most likely wants.
func (r *Request) newestEditions() []Link {
	var links []Link
	for _, e := range slices.Backward(r.Snap.Editions) {
		if len(links) < mostSuggestions {
			links = append(links, Link{Text: r.Loc.T("edition.heading", e.ID), URL: r.Link(EditionPath(e.ID))})
		}
	}
	return links
}

// closest keeps the links whose text or id is like the end of the address, the
// likest first.
func (r *Request) closest(named []Link, id func(i int) string) []Link {
	name := path.Base(r.Path)
	meant := trigrams(observatory.Fold(strings.TrimSuffix(name, path.Ext(name))))
	type candidate struct {
		Link
		likeness float64
	}
	var candidates []candidate
	for i, to := range named {
		like := max(likeness(meant, trigrams(observatory.Fold(id(i)))), likeness(meant, trigrams(observatory.Fold(to.Text))))
		if like >= closeEnough {
			candidates = append(candidates, candidate{to, like})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.likeness, a.likeness) })
	var links []Link
	for _, c := range candidates[:min(len(candidates), mostSuggestions)] {
		links = append(links, c.Link)
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
