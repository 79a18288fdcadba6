package dashboard

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
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

func newObject(e entry) object {
	figures := e.figures
	if figures == nil {
		figures = []indicator.Indicator{}
	}
	revisions := e.revisions
	if revisions == nil {
		revisions = []indicator.Revision{}
	}
	return object{newFacts(e.procedure), e.asOf, e.received, figures, e.funnel, newPublicAlarms(e.alarms), revisions}
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

func asJSON(value any) (*answer, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("cannot write JSON: %w", err)
	}
	return &answer{media: typeJSON, body: append(text, '\n')}, nil
}

func (d *Dashboard) apiSummary(r *request) (*answer, error) {
	if r.query.Has("edition") {
		e, err := r.askedEdition()
		if err != nil {
			return nil, err
		}
		return asJSON(e.Summary)
	}
	return asJSON(r.snap.summary)
}

func (d *Dashboard) apiProcedures(r *request) (*answer, error) {
	for _, field := range []string{"as_of", "edition"} {
		if r.query.Has(field) {
			return nil, refuse(field, "goes with one procedure: /api/v1/procedures/{id}?"+field+"=")
		}
	}
	l, err := parseListing(r.query, r.snap.entries)
	if err != nil {
		return nil, err
	}
	kept := l.apply(r.snap.entries)
	shown, pages := l.slice(kept)
	page := items[object]{Items: make([]object, 0, len(shown)), Total: len(kept), Next: d.next(r, l.Page, pages)}
	for _, e := range shown {
		page.Items = append(page.Items, newObject(e))
	}
	return asJSON(page)
}

// apiProcedure answers with one procedure, as of the last closed month or the
// day asked for.
func (d *Dashboard) apiProcedure(r *request) (*answer, error) {
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
	return asJSON(newObject(e))
}

// asked is the entry as of the day that the address asks for, as it is when it
// asks for none.
func (d *Dashboard) asked(r *request, e entry) (entry, error) {
	asOf, err := r.askedDay()
	if err != nil || asOf == e.asOf {
		return e, err
	}
	if e.figures, err = d.figuresAt(r, e.procedure.ID, asOf); err != nil {
		return e, err
	}
	if e.funnel, err = d.funnelAt(r, e.procedure.ID, asOf); err != nil {
		return e, err
	}
	e.asOf, e.alarms = asOf, nil
	e.satisfaction = e.figure(indicator.KindSatisfaction)
	return e, nil
}

// askedDay reads the as_of of an address; without one it is the snapshot's. A day
// before the first month about which anything is public is refused unseen.
func (r *request) askedDay() (observatory.Day, error) {
	if !r.query.Has("as_of") {
		return r.snap.asOf, nil
	}
	day, err := observatory.ParseDay(r.query.Get("as_of"))
	if err != nil || day <= 0 {
		return 0, refuse("as_of", strconv.Quote(r.query.Get("as_of"))+" is not a date like "+r.snap.asOf.String())
	}
	if first := r.snap.closed.first; day < first.FirstOfMonth() {
		early := refusal{missing: true}
		early.add("as_of", "early", first.String())
		return 0, early.orNil()
	}
	return day, nil
}

// find returns the procedure with that id or alias.
func (r *request) find(idOrAlias string) (entry, error) {
	p, ok := r.snap.catalogue.Find(idOrAlias)
	if !ok {
		return entry{}, fmt.Errorf("procedure %q: %w", idOrAlias, observatory.ErrNotFound)
	}
	return newEntry(p, r.snap), nil
}

// procedurePath is the address of a procedure's page.
func procedurePath(id string) string { return "/demarches/" + url.PathEscape(id) }
