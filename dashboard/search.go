package dashboard

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"servicequality/dashboard/snapshot"
)

const (
	mostSuggestions = 5
	// closeEnough is the likeness from which a title may be what was meant.
	closeEnough = 0.35
)

// suggest lists what is close to the last part of an address that leads
// nowhere: procedures, ministries, or the newest editions.
func (r *request) suggest() []link {
	switch section, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/"); section {
	case "editions", "donnees":
		return r.newestEditions()
	case "ministeres":
		var named []link
		for _, m := range r.snap.Summary.Ministries {
			named = append(named, link{Text: m.Name, URL: r.link(ministryPath(m.Slug)), Own: true})
		}
		return r.closest(named, func(i int) string { return r.snap.Summary.Ministries[i].Slug })
	}
	var named []link
	for _, e := range r.snap.Entries {
		named = append(named, link{Text: e.Procedure.Title, URL: r.link(procedurePath(e.Procedure.ID)), Own: true})
	}
	return r.closest(named, func(i int) string { return r.snap.Entries[i].Procedure.ID })
}

// newestEditions leads to the editions that a reader most likely wants.
func (r *request) newestEditions() []link {
	var links []link
	for _, e := range slices.Backward(r.snap.Editions) {
		if len(links) < mostSuggestions {
			links = append(links, link{Text: r.loc.T("edition.heading", e.ID), URL: r.link(editionPath(e.ID))})
		}
	}
	return links
}

// closest keeps the links whose text or id is like the end of the address, the
// likest first.
func (r *request) closest(named []link, id func(i int) string) []link {
	name := path.Base(r.path)
	meant := trigrams(snapshot.Fold(strings.TrimSuffix(name, path.Ext(name))))
	type candidate struct {
		link
		likeness float64
	}
	var candidates []candidate
	for i, to := range named {
		like := max(likeness(meant, trigrams(snapshot.Fold(id(i)))), likeness(meant, trigrams(snapshot.Fold(to.Text))))
		if like >= closeEnough {
			candidates = append(candidates, candidate{to, like})
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
