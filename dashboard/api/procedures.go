package api

import (
	"servicequality/dashboard/data"
	"servicequality/dashboard/list"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/web"
)

func (d API) summary(r *page.Request) (*web.Answer, error) {
	if r.Query.Has("edition") {
		e, err := r.AskedEdition()
		if err != nil {
			return nil, err
		}
		return web.JSON(e.Summary)
	}
	return web.JSON(r.Snap.Summary)
}

func (d API) procedures(r *page.Request) (*web.Answer, error) {
	for _, field := range []string{"as_of", "edition"} {
		if r.Query.Has(field) {
			return nil, web.Refuse(field, "goes with one procedure: /api/v1/procedures/{id}?"+field+"=")
		}
	}
	l, err := snapshot.ParseListing(r.Query, r.Snap.Entries, list.ColumnKeys())
	if err != nil {
		return nil, err
	}
	kept, err := l.Apply(r.Snap)
	if err != nil {
		return nil, err
	}
	shown, pages := l.Slice(kept)
	page := page.Items[data.Procedure]{Items: make([]data.Procedure, 0, len(shown)), Total: len(kept), Next: d.Next(r, l.Page, pages)}
	for _, e := range shown {
		page.Items = append(page.Items, data.ProcedureOf(e))
	}
	return web.JSON(page)
}

// procedure answers with one procedure, as of the last closed month or the
// day asked for.
func (d API) procedure(r *page.Request) (*web.Answer, error) {
	if r.Query.Has("edition") {
		return d.editionProcedure(r)
	}
	e, err := r.Find(r.Param("id"))
	if err != nil {
		return nil, err
	}
	if e, err = d.Asked(r, e); err != nil {
		return nil, err
	}
	return web.JSON(data.ProcedureOf(e))
}
