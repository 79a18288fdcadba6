package dashboard

import (
	"cmp"

	"observatory"
)

// indicatorItem is a figure of the list of all figures: what it is about, and
// the indicator object.
type indicatorItem struct {
	procedure string
	figure    observatory.Indicator
}

// MarshalJSON puts the procedure's id before the fields of the figure.
func (i indicatorItem) MarshalJSON() ([]byte, error) {
	return withField("procedure", i.procedure, i.figure)
}

// apiQuery is what lists of figures may be asked for.
type apiQuery struct {
	procedure, ministry, kind string
	listing
}

// askedFigures reads the filters of a list of figures; an alias of a procedure
// is as good as its id.
func (r *request) askedFigures(kinds []string) (apiQuery, error) {
	var bad refusal
	q := apiQuery{
		procedure: r.query.Get("procedure"), kind: bad.word(r.query, "kind", "", kinds),
		ministry: bad.word(r.query, "ministry", "", r.ministrySlugs()),
		listing:  listing{Page: bad.number(r.query, "page", 1, mostPages), PerPage: bad.number(r.query, "per_page", defaultPerPage, mostPerPage)},
	}
	if err := bad.orNil(); err != nil {
		return q, err
	}
	if q.procedure != "" {
		e, err := r.find(q.procedure)
		if err != nil {
			return q, err
		}
		q.procedure = e.procedure.ID
	}
	return q, nil
}

func (r *request) ministrySlugs() []string {
	var slugs []string
	for _, m := range r.snap.summary.Ministries {
		slugs = append(slugs, m.Slug)
	}
	return slugs
}

// keeps says whether the entry is asked for.
func (q apiQuery) keeps(e entry) bool {
	return cmp.Or(q.procedure, e.procedure.ID) == e.procedure.ID && cmp.Or(q.ministry, e.ministry) == e.ministry
}

func kindNames() []string {
	var kinds []string
	for _, rule := range observatory.Registry() {
		kinds = append(kinds, string(rule.Kind))
	}
	return kinds
}

// apiIndicators lists the figures of an edition or of the last closed month, by procedure id in
// the order of titles and then in the registry's order.
func (d *Dashboard) apiIndicators(r *request) (*answer, error) {
	entries := r.snap.entries
	if r.query.Has("edition") {
		var err error
		if entries, err = d.editionEntries(r); err != nil {
			return nil, err
		}
	}
	q, err := r.askedFigures(kindNames())
	if err != nil {
		return nil, err
	}
	var found []indicatorItem
	for _, e := range entries {
		for _, i := range e.figures {
			if q.keeps(e) && cmp.Or(q.kind, string(i.Kind)) == string(i.Kind) {
				found = append(found, indicatorItem{e.procedure.ID, i})
			}
		}
	}
	return pageOf(d, r, q.listing, found)
}

// pageOf answers with one page of what was found.
func pageOf[T any](d *Dashboard, r *request, l listing, found []T) (*answer, error) {
	from, to, pages := l.bounds(len(found))
	page := items[T]{Items: found[from:to], Total: len(found), Next: d.next(r, l.Page, pages)}
	if page.Items == nil {
		page.Items = []T{}
	}
	return asJSON(page)
}
