package dashboard

import (
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// object is one procedure in the open data.
type object struct {
	facts
	AsOf       observatory.Day       `json:"as_of"`
	Received   uint64                `json:"received"`
	Indicators []indicator.Indicator `json:"indicators"`
	Funnel     rating.Funnel         `json:"funnel"`
	Alarms     []publicAlarm         `json:"alarms"`
	Revisions  []indicator.Revision  `json:"revisions"`
}

func newObject(e snapshot.Entry) object {
	figures := e.Figures
	if figures == nil {
		figures = []indicator.Indicator{}
	}
	revisions := e.Revisions
	if revisions == nil {
		revisions = []indicator.Revision{}
	}
	return object{newFacts(e.Procedure), e.AsOf, e.Received, figures, e.Funnel, newPublicAlarms(e.Alarms), revisions}
}

func (d Dashboard) apiSummary(r *page.Request) (*web.Answer, error) {
	if r.Query.Has("edition") {
		e, err := r.AskedEdition()
		if err != nil {
			return nil, err
		}
		return web.JSON(e.Summary)
	}
	return web.JSON(r.Snap.Summary)
}

func (d Dashboard) apiProcedures(r *page.Request) (*web.Answer, error) {
	for _, field := range []string{"as_of", "edition"} {
		if r.Query.Has(field) {
			return nil, web.Refuse(field, "goes with one procedure: /api/v1/procedures/{id}?"+field+"=")
		}
	}
	l, err := snapshot.ParseListing(r.Query, r.Snap.Entries, columnKeys())
	if err != nil {
		return nil, err
	}
	kept := l.Apply(r.Snap.Entries)
	shown, pages := l.Slice(kept)
	page := page.Items[object]{Items: make([]object, 0, len(shown)), Total: len(kept), Next: d.Next(r, l.Page, pages)}
	for _, e := range shown {
		page.Items = append(page.Items, newObject(e))
	}
	return web.JSON(page)
}

// apiProcedure answers with one procedure, as of the last closed month or the
// day asked for.
func (d Dashboard) apiProcedure(r *page.Request) (*web.Answer, error) {
	if r.Query.Has("edition") {
		return d.apiEditionProcedure(r)
	}
	e, err := r.Find(r.Param("id"))
	if err != nil {
		return nil, err
	}
	if e, err = d.Asked(r, e); err != nil {
		return nil, err
	}
	return web.JSON(newObject(e))
}
