package dashboard

import (
	"fmt"
	"maps"
	"net/url"
	"strconv"

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

// items is one page of a list of things.
type items[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
	Total int     `json:"total"`
}

// next is the address of the page after the listing's, nil at the end.
func (d *Dashboard) next(r *request, page, pages int) *string {
	if page >= pages {
		return nil
	}
	query := maps.Clone(r.query)
	query.Set("page", strconv.Itoa(page+1))
	address := d.cfg.PublicURL + r.path + "?" + query.Encode()
	return &address
}

func (d *Dashboard) apiSummary(r *request) (*web.Answer, error) {
	if r.query.Has("edition") {
		e, err := r.askedEdition()
		if err != nil {
			return nil, err
		}
		return web.JSON(e.Summary)
	}
	return web.JSON(r.snap.Summary)
}

func (d *Dashboard) apiProcedures(r *request) (*web.Answer, error) {
	for _, field := range []string{"as_of", "edition"} {
		if r.query.Has(field) {
			return nil, web.Refuse(field, "goes with one procedure: /api/v1/procedures/{id}?"+field+"=")
		}
	}
	l, err := snapshot.ParseListing(r.query, r.snap.Entries, columnKeys())
	if err != nil {
		return nil, err
	}
	kept := l.Apply(r.snap.Entries)
	shown, pages := l.Slice(kept)
	page := items[object]{Items: make([]object, 0, len(shown)), Total: len(kept), Next: d.next(r, l.Page, pages)}
	for _, e := range shown {
		page.Items = append(page.Items, newObject(e))
	}
	return web.JSON(page)
}

// apiProcedure answers with one procedure, as of the last closed month or the
// day asked for.
func (d *Dashboard) apiProcedure(r *request) (*web.Answer, error) {
	if r.query.Has("edition") {
		return d.apiEditionProcedure(r)
	}
	e, err := r.find(r.param("id"))
	if err != nil {
		return nil, err
	}
	if e, err = d.asked(r, e); err != nil {
		return nil, err
	}
	return web.JSON(newObject(e))
}

// asked is the entry as of the day that the address asks for, as it is when it
// asks for none.
func (d *Dashboard) asked(r *request, e snapshot.Entry) (snapshot.Entry, error) {
	asOf, err := r.askedDay()
	if err != nil || asOf == e.AsOf {
		return e, err
	}
	if e.Figures, err = d.figuresAt(r, e.Procedure.ID, asOf); err != nil {
		return e, err
	}
	if e.Funnel, err = d.funnelAt(r, e.Procedure.ID, asOf); err != nil {
		return e, err
	}
	e.AsOf, e.Alarms = asOf, nil
	e.Satisfaction = e.Figure(indicator.KindSatisfaction)
	return e, nil
}

// askedDay reads the as_of of an address; without one it is the snapshot's. A day
// before the first month about which anything is public is refused unseen.
func (r *request) askedDay() (observatory.Day, error) {
	if !r.query.Has("as_of") {
		return r.snap.AsOf, nil
	}
	day, err := observatory.ParseDay(r.query.Get("as_of"))
	if err != nil || day <= 0 {
		return 0, web.Refuse("as_of", strconv.Quote(r.query.Get("as_of"))+" is not a date like "+r.snap.AsOf.String())
	}
	if first := r.snap.Closed.First; day < first.FirstOfMonth() {
		early := web.Refusal{Missing: true}
		early.Add("as_of", "early", first.String())
		return 0, early.OrNil()
	}
	return day, nil
}

// find returns the procedure with that id or alias.
func (r *request) find(idOrAlias string) (snapshot.Entry, error) {
	p, ok := r.snap.Catalogue.Find(idOrAlias)
	if !ok {
		return snapshot.Entry{}, fmt.Errorf("procedure %q: %w", idOrAlias, observatory.ErrNotFound)
	}
	return snapshot.NewEntry(p, r.snap), nil
}

// procedurePath is the address of a procedure's page.
func procedurePath(id string) string { return "/demarches/" + url.PathEscape(id) }
