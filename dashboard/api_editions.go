package dashboard

import (
	"slices"

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

// apiEditions lists what was published, the newest first.
func (d *Dashboard) apiEditions(r *request) (*web.Answer, error) {
	list := make([]publicEdition, 0, len(r.snap.Editions))
	for _, e := range slices.Backward(r.snap.Editions) {
		list = append(list, publicEdition{Edition: e, Window: e.Window(),
			Page: d.cfg.PublicURL + editionPath(e.ID), Files: d.cfg.PublicURL + filePath(e.ID, manifestFile),
			Objections: append([]edition.Objection{}, e.Objections...)})
	}
	return web.JSON(struct {
		Items     []publicEdition `json:"items"`
		Next      *string         `json:"next"`
		PublicKey string          `json:"public_key,omitempty"`
	}{Items: list, PublicKey: d.publicKey(r.snap.Editions)})
}

// apiEditionProcedure answers with one procedure as an edition has it.
func (d *Dashboard) apiEditionProcedure(r *request) (*web.Answer, error) {
	e, err := r.askedEdition()
	if err != nil {
		return nil, err
	}
	f, err := d.readEdition(r, e)
	if err != nil {
		return nil, err
	}
	p, ok := f.Catalogue.Find(r.param("id"))
	if !ok {
		return nil, observatory.ErrNotFound
	}
	funnel, err := d.funnelAt(r, p.ID, e.AsOf)
	if err != nil {
		return nil, err
	}
	found := snapshot.Entry{Procedure: p, Figures: f.Figures[p.ID], Received: r.snap.Receipts[p.ID].Total(), Funnel: funnel, AsOf: e.AsOf}
	return web.JSON(newObject(found))
}

// editionCollection is the procedures of an edition with their figures.
func (d *Dashboard) editionCollection(r *request) (collection, error) {
	e, err := r.askedEdition()
	if err != nil {
		return collection{}, err
	}
	f, err := d.readEdition(r, e)
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
