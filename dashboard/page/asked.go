package page

import (
	"errors"
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

// Items is one page of a list of things.
type Items[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
	Total int     `json:"total"`
}

// Next is the address of the page after the listing's, nil at the end.
func (d *Site) Next(r *Request, page, pages int) *string {
	if page >= pages {
		return nil
	}
	query := maps.Clone(r.Query)
	query.Set("page", strconv.Itoa(page+1))
	address := d.Cfg.PublicURL + r.Path + "?" + query.Encode()
	return &address
}

// Asked is the entry as of the day that the address asks for, as it is when it
// asks for none.
func (d *Site) Asked(r *Request, e snapshot.Entry) (snapshot.Entry, error) {
	asOf, err := r.AskedDay()
	if err != nil || asOf == e.AsOf {
		return e, err
	}
	if e.Figures, err = d.figuresAt(r, e.Procedure.ID, asOf); err != nil {
		return e, err
	}
	if e.Funnel, err = d.FunnelAt(r, e.Procedure.ID, asOf); err != nil {
		return e, err
	}
	e.AsOf, e.Alarms = asOf, nil
	e.Satisfaction = e.Figure(indicator.KindSatisfaction)
	return e, nil
}

// AskedDay reads the as_of of an address; without one it is the snapshot's. A day
// before the first month about which anything is public is refused unseen.
func (r *Request) AskedDay() (observatory.Day, error) {
	if !r.Query.Has("as_of") {
		return r.Snap.AsOf, nil
	}
	day, err := observatory.ParseDay(r.Query.Get("as_of"))
	if err != nil || day <= 0 {
		return 0, web.Refuse("as_of", strconv.Quote(r.Query.Get("as_of"))+" is not a date like "+r.Snap.AsOf.String())
	}
	if first := r.Snap.Closed.First; day < first.FirstOfMonth() {
		early := web.Refusal{Missing: true}
		early.Add("as_of", "early", first.String())
		return 0, early.OrNil()
	}
	return day, nil
}

// Find returns the procedure with that id or alias.
func (r *Request) Find(idOrAlias string) (snapshot.Entry, error) {
	p, ok := r.Snap.Catalogue.Find(idOrAlias)
	if !ok {
		return snapshot.Entry{}, fmt.Errorf("procedure %q: %w", idOrAlias, observatory.ErrNotFound)
	}
	return snapshot.NewEntry(p, r.Snap), nil
}

// ProcedurePath is the address of a procedure's page.
func ProcedurePath(id string) string { return "/demarches/" + url.PathEscape(id) }

// FunnelAt returns a procedure's funnel of another window than the snapshot's.
// Nobody's answer is in it, but whether a window may be asked for was checked
// by figuresAt.
func (d *Site) FunnelAt(r *Request, id string, asOf observatory.Day) (rating.Funnel, error) {
	return d.Shelf.Funnel(r.Ctx, id, asOf)
}

// figuresAt returns a procedure's figures of another window than the
// snapshot's: a public one, or what administrators alone may see.
func (d *Site) figuresAt(r *Request, id string, asOf observatory.Day) (figures []indicator.Indicator, err error) {
	if refused := observatory.PublicAsOf(asOf, d.Cfg.Now()); refused == nil {
		figures, err = d.Shelf.Earlier(r.Ctx, r.Snap, asOf, id)
	} else {
		if !r.anyDay {
			return nil, refused
		}
		if today := observatory.DayOf(d.Cfg.Now()); asOf > today {
			return nil, web.Refuse("as_of", "must not be after today, "+today.String())
		}
		var all map[string][]indicator.Indicator
		all, err = d.Shelf.Day(r.Ctx, r.Snap, asOf)
		figures = all[id]
	}
	if err == nil {
		return figures, nil
	}
	if !errors.Is(err, snapshot.ErrBusy) { // of those there may be many, and a counter counts them
		d.Log.Warn("cannot answer for another day", "as_of", asOf.String(), "error", err)
	}
	return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}
