package api

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// indicatorItem is a figure of the list of all figures: what it is about, and
// the indicator object.
type indicatorItem struct {
	procedure string
	figure    indicator.Indicator
}

// MarshalJSON puts the procedure's id before the fields of the figure.
func (i indicatorItem) MarshalJSON() ([]byte, error) {
	return withField("procedure", i.procedure, i.figure)
}

// query is what lists of figures may be asked for.
type query struct {
	procedure, ministry, kind string
	snapshot.Listing
}

// collection is what figures are chosen from: the snapshot's, or an edition's.
type collection struct {
	catalogue *observatory.Catalogue
	entries   []snapshot.Entry
}

// ministries lists the slugs of the collection's ministries.
func (c collection) ministries() []string {
	slugs := map[string]bool{}
	for _, e := range c.entries {
		slugs[e.Ministry] = e.Ministry != ""
	}
	maps.DeleteFunc(slugs, func(_ string, named bool) bool { return !named })
	return slices.Sorted(maps.Keys(slugs))
}

// askedFigures reads the filters of a list of figures from the collection; an
// alias of a procedure is as good as its id.
func askedFigures(r *page.Request, c collection, kinds []indicator.Kind) (query, error) {
	var bad web.Refusal
	q := query{
		procedure: r.Query.Get("procedure"), kind: bad.Word(r.Query, "kind", "", wordsOf(kinds)),
		ministry: bad.Word(r.Query, "ministry", "", c.ministries()),
		Listing:  snapshot.Listing{Page: bad.Number(r.Query, "page", 1, snapshot.MostPages), PerPage: bad.Number(r.Query, "per_page", snapshot.DefaultPerPage, snapshot.MostPerPage)},
	}
	if err := bad.OrNil(); err != nil {
		return q, err
	}
	if q.procedure != "" {
		p, ok := c.catalogue.Find(q.procedure)
		if !ok {
			return q, fmt.Errorf("procedure %q: %w", q.procedure, observatory.ErrNotFound)
		}
		q.procedure = p.ID
	}
	return q, nil
}

func wordsOf(kinds []indicator.Kind) []string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	return words
}

// keeps says whether the entry is asked for.
func (q query) keeps(e snapshot.Entry) bool {
	return cmp.Or(q.procedure, e.Procedure.ID) == e.Procedure.ID && cmp.Or(q.ministry, e.Ministry) == e.Ministry
}

// indicators lists the figures of the last closed month by title of the
// procedure, or those of an edition by its id; then in the registry's order.
func (d API) indicators(r *page.Request) (*web.Answer, error) {
	from := collection{r.Snap.Catalogue, r.Snap.Entries}
	if r.Query.Has("edition") {
		var err error
		if from, err = d.editionCollection(r); err != nil {
			return nil, err
		}
	}
	q, err := askedFigures(r, from, indicator.Kinds())
	if err != nil {
		return nil, err
	}
	var found []indicatorItem
	for _, e := range from.entries {
		for _, i := range e.Figures {
			if q.keeps(e) && cmp.Or(q.kind, string(i.Kind)) == string(i.Kind) {
				found = append(found, indicatorItem{e.Procedure.ID, i})
			}
		}
	}
	return pageOf(d.Site, r, q.Listing, found)
}

// pageOf answers with one page of what was found.
func pageOf[T any](d *page.Site, r *page.Request, l snapshot.Listing, found []T) (*web.Answer, error) {
	from, to, pages := l.Bounds(len(found))
	page := page.Items[T]{Items: found[from:to], Total: len(found), Next: d.Next(r, l.Page, pages)}
	if page.Items == nil {
		page.Items = []T{}
	}
	return web.JSON(page)
}
