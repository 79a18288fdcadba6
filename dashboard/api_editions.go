package dashboard

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"observatory"
)

// publicEdition is an edition in the open data, with where its files are.
type publicEdition struct {
	observatory.Edition
	Window observatory.Window `json:"window"`
	Page   string             `json:"page"`
	Files  string             `json:"manifest_url"`
}

func (d *Dashboard) apiEditions(r *request) (*answer, error) {
	list := make([]publicEdition, 0, len(r.snap.editions))
	for _, e := range slices.Backward(r.snap.editions) {
		list = append(list, publicEdition{Edition: e, Window: e.Window(),
			Page: d.cfg.PublicURL + editionPath(e.ID), Files: d.cfg.PublicURL + filePath(e.ID, manifestFile)})
	}
	return asJSON(struct {
		Items     []publicEdition `json:"items"`
		Next      *string         `json:"next"`
		PublicKey string          `json:"public_key,omitempty"`
	}{Items: list, PublicKey: d.publicKey(r.snap.editions)})
}

// apiEditionProcedure answers with one procedure as an edition has it.
func (d *Dashboard) apiEditionProcedure(r *request) (*answer, error) {
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
	found := entry{procedure: p, figures: f.Figures[p.ID], received: r.snap.receipts[p.ID].Total(), funnel: funnel}
	return asJSON(newObject(found, e.AsOf))
}

// item is one figure in the list of indicators.
type item struct {
	Procedure string
	observatory.Indicator
}

// MarshalJSON writes the procedure, then what the indicator writes of itself.
func (i item) MarshalJSON() ([]byte, error) {
	id, err := json.Marshal(i.Procedure)
	if err != nil {
		return nil, err
	}
	own, err := json.Marshal(i.Indicator)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(`{"procedure":`), id, []byte(","), own[1:]), nil
}

// apiIndicators lists figures, of an edition or of the last closed month.
func (d *Dashboard) apiIndicators(r *request) (*answer, error) {
	if err := onlyKnown(r.query, "edition", "ministry", "kind", "page", "per_page", "lang"); err != nil {
		return nil, err
	}
	kind := observatory.Kind(r.query.Get("kind"))
	if _, ok := observatory.FindRule(kind); kind != "" && !ok {
		return nil, refuse("kind", "is no indicator of the registry")
	}
	page, perPage, err := pageOf(r.query)
	if err != nil {
		return nil, err
	}
	catalogue, figures := r.snap.catalogue, r.snap.figures
	if r.query.Has("edition") {
		e, err := r.askedEdition()
		if err != nil {
			return nil, err
		}
		f, err := d.readEdition(r, e)
		if err != nil {
			return nil, err
		}
		catalogue, figures = f.Catalogue, f.Figures
	}
	kept := filterIndicators(catalogue, figures, r.query.Get("ministry"), kind)
	first := min((page-1)*perPage, len(kept))
	last := min(first+perPage, len(kept))
	answer := struct {
		Items []item  `json:"items"`
		Next  *string `json:"next"`
		Total int     `json:"total"`
	}{Items: kept[first:last], Total: len(kept)}
	if last < len(kept) {
		query := url.Values{}
		for key, values := range r.query {
			query[key] = values
		}
		query.Set("page", strconv.Itoa(page+1))
		next := d.cfg.PublicURL + r.path + "?" + query.Encode()
		answer.Next = &next
	}
	return asJSON(answer)
}

func filterIndicators(catalogue *observatory.Catalogue, figures map[string][]observatory.Indicator, ministry string, kind observatory.Kind) []item {
	kept := []item{}
	for _, p := range catalogue.Procedures() {
		if ministry != "" && observatory.Slug(p.Ministry) != ministry {
			continue
		}
		for _, figure := range figures[p.ID] {
			if kind == "" || figure.Kind == kind {
				kept = append(kept, item{p.ID, figure})
			}
		}
	}
	return kept
}

// pageOf reads the page of a list.
func pageOf(query url.Values) (page, perPage int, err error) {
	page, perPage = 1, defaultPerPage
	for name, at := range map[string]*int{"page": &page, "per_page": &perPage} {
		if !query.Has(name) {
			continue
		}
		n, err := strconv.Atoi(query.Get(name))
		if err != nil || n < 1 || n > 1_000_000 {
			return 0, 0, refuse(name, "must be a number from 1 on")
		}
		*at = n
	}
	if perPage > mostPerPage {
		return 0, 0, refuse("per_page", "must be at most "+strconv.Itoa(mostPerPage))
	}
	return page, perPage, nil
}

// onlyKnown refuses a parameter that would be passed over in silence.
func onlyKnown(query url.Values, names ...string) error {
	for name := range query {
		if !slices.Contains(names, name) {
			return refuse(name, "is not known here")
		}
	}
	return nil
}
