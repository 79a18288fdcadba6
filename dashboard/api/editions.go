package api

import (
	"slices"

	"servicequality/dashboard/data"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/web"
)

// publicEdition is an edition in the open data, with where its files are.
type publicEdition struct {
	edition.Edition
	Window observatory.Window `json:"window"`
	Page   string             `json:"page"`
	Files  string             `json:"manifest_url"`
	// Objections are what owners said against it, and what was answered.
	Objections []edition.Objection `json:"objections"`
}

// editions lists what was published, the newest first.
func (d API) editions(r *page.Request) (*web.Answer, error) {
	list := make([]publicEdition, 0, len(r.Snap.Editions))
	for _, e := range slices.Backward(r.Snap.Editions) {
		list = append(list, publicEdition{Edition: e, Window: e.Window(),
			Page: d.Cfg.PublicURL + page.EditionPath(e.ID), Files: d.Cfg.PublicURL + data.FilePath(e.ID, data.ManifestName),
			Objections: append([]edition.Objection{}, e.Objections...)})
	}
	return web.JSON(struct {
		Items     []publicEdition `json:"items"`
		Next      *string         `json:"next"`
		PublicKey string          `json:"public_key,omitempty"`
	}{Items: list, PublicKey: data.Archive{Site: d.Site}.PublicKey(r.Snap.Editions)})
}

// editionProcedure answers with one procedure as an edition has it.
func (d API) editionProcedure(r *page.Request) (*web.Answer, error) {
	e, err := r.AskedEdition()
	if err != nil {
		return nil, err
	}
	f, err := d.ReadEdition(r, e)
	if err != nil {
		return nil, err
	}
	p, ok := f.Catalogue.Find(r.Param("id"))
	if !ok {
		return nil, observatory.ErrNotFound
	}
	funnel, err := d.FunnelAt(r, p.ID, e.AsOf)
	if err != nil {
		return nil, err
	}
	found := snapshot.Entry{Procedure: p, Figures: f.Figures[p.ID], Received: r.Snap.Receipts[p.ID].Total(), Funnel: funnel, AsOf: e.AsOf}
	return web.JSON(data.ProcedureOf(found))
}

// editionCollection is the procedures of an edition with their figures.
func (d API) editionCollection(r *page.Request) (collection, error) {
	e, err := r.AskedEdition()
	if err != nil {
		return collection{}, err
	}
	f, err := d.ReadEdition(r, e)
	if err != nil {
		return collection{}, err
	}
	c := collection{catalogue: f.Catalogue}
	for i := range f.Catalogue.Procedures() {
		p := &f.Catalogue.Procedures()[i]
		c.entries = append(c.entries, snapshot.Entry{Procedure: p, Ministry: observatory.Slug(p.Ministry), Figures: f.Figures[p.ID], AsOf: e.AsOf})
	}
	return c, nil
}
