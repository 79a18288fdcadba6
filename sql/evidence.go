package sql

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Evidence returns what the rating-based indicators of a window follow from as it
// is counted now, by procedure; an empty procedure means all.
func (s *Store) Evidence(ctx context.Context, procedure string, w observatory.Window) (map[string]indicator.Evidence, error) {
	return s.evidence(ctx, "evidence", w, parameters{"procedure": procedure, "start": w.Start, "end": w.End})
}

func (s *Store) evidence(ctx context.Context, name string, w observatory.Window, p parameters) (map[string]indicator.Evidence, error) {
	procedure := p["procedure"].(string)
	tallies, err := s.tallies(ctx, name, p)
	if err != nil {
		return nil, err
	}
	evidence := make(map[string]indicator.Evidence, len(tallies))
	for id, t := range tallies {
		evidence[id] = indicator.Evidence{Tallies: t}
	}
	if err := s.activity(ctx, p, evidence); err != nil {
		return nil, err
	}
	if err := s.stated(ctx, procedure, evidence); err != nil {
		return nil, err
	}
	return evidence, s.probed(ctx, procedure, indicator.ProbeWindow(w), evidence)
}

// activity fills in since when, and until when, ratings came.
func (s *Store) activity(ctx context.Context, p parameters, evidence map[string]indicator.Evidence) error {
	return s.query(ctx, "activity", p, func(r driver.Rows) error {
		var id string
		var first, last time.Time
		if err := r.Scan(&id, &first, &last); err != nil {
			return err
		}
		e := evidence[id]
		e.First, e.Last = civilDay(first), civilDay(last)
		evidence[id] = e
		return nil
	})
}

// stated fills in the volumes of transactions.
func (s *Store) stated(ctx context.Context, procedure string, evidence map[string]indicator.Evidence) error {
	var of []string
	if procedure != "" {
		of = []string{procedure}
	}
	volumes, err := s.Volumes(ctx, of...)
	for _, v := range volumes {
		e := evidence[v.Procedure]
		e.Volumes = append(e.Volumes, v)
		evidence[v.Procedure] = e
	}
	return err
}

// probed fills in what probes found.
func (s *Store) probed(ctx context.Context, procedure string, w observatory.Window, evidence map[string]indicator.Evidence) error {
	p := parameters{"procedure": procedure, "start": w.Start.Start(), "end": w.End.Start()}
	return s.query(ctx, "probes", p, func(r driver.Rows) error {
		var id string
		var last time.Time
		var n indicator.Probes
		if err := r.Scan(&id, &n.All, &n.Up, &n.Milliseconds, &last); err != nil {
			return err
		}
		n.Last = observatory.DayOf(last)
		e := evidence[id]
		e.Probes = n
		evidence[id] = e
		return nil
	})
}

// Period returns what the figures of all procedures over a window follow from:
// what is public of one that ends with a closed month; what is counted now of
// another, of which nothing is public.
func (s *Store) Period(ctx context.Context, w observatory.Window) (p indicator.Period, err error) {
	p.Window = w
	before := observatory.TwelveMonths(w.Start - 1)
	closed, err := s.closeWindows(ctx, w.AsOf())
	if err != nil {
		return p, err
	}
	if !closed {
		if p.Evidence, err = s.Evidence(ctx, "", w); err == nil {
			p.Before, err = s.Evidence(ctx, "", before)
		}
		return p, err
	}
	if p.Evidence, err = s.evidence(ctx, "public_evidence", w, public(w.AsOf(), w)); err != nil {
		return p, err
	}
	if p.Before, err = s.evidence(ctx, "public_evidence", before, public(w.AsOf(), before)); err != nil {
		return p, err
	}
	if p.History, err = s.closedHistory(ctx, w.AsOf()); err != nil {
		return p, err
	}
	if p.Kept, err = s.stored(ctx, w); err != nil {
		return p, err
	}
	if p.Disclosed, err = s.disclosed(ctx, w); err != nil || len(p.Disclosed) == 0 {
		return p, err
	}
	return p, s.beside(ctx, &p)
}

// disclosed returns the figures made of ratings that were served for windows that
// overlap this one, or that of the year before.
func (s *Store) disclosed(ctx context.Context, w observatory.Window) (map[string][]indicator.Disclosed, error) {
	figures := map[string][]indicator.Disclosed{}
	p := parameters{"first": w.Start.AddMonths(-12), "last": w.End.AddMonths(12) - 1}
	err := s.query(ctx, "disclosed_beside", p, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure indicator.Indicator
		if err := json.Unmarshal([]byte(text), &figure); err != nil {
			return err
		}
		figures[id] = append(figures[id], indicator.Disclosed{Indicator: figure})
		return nil
	})
	return figures, err
}

// beside fills in what the months around a period hold, and held when the figures
// beside it were served.
func (s *Store) beside(ctx context.Context, period *indicator.Period) (err error) {
	asOf := period.Window.AsOf()
	around := observatory.Window{Start: period.Window.Start.AddMonths(-24), End: period.Window.End.AddMonths(12)}
	if period.Around, err = s.tallies(ctx, "public_months", public(asOf, around)); err != nil {
		return err
	}
	versions, err := s.versions(ctx, "versions_around", public(asOf, around))
	if err != nil || len(versions) == 0 {
		return err
	}
	closings := map[observatory.Day]map[string]time.Time{}
	err = s.query(ctx, "closings", nil, func(r driver.Rows) error {
		var procedure string
		var asOf, at time.Time
		err := r.Scan(&asOf, &procedure, &at)
		if day := civilDay(asOf); closings[day] == nil {
			closings[day] = map[string]time.Time{}
		}
		closings[civilDay(asOf)][procedure] = at
		return err
	})
	if err != nil {
		return err
	}
	at := func(asOf observatory.Day, procedure string) time.Time {
		if own := closings[asOf][procedure]; own.After(closings[asOf][""]) {
			return own
		}
		return closings[asOf][""]
	}
	for procedure, figures := range period.Disclosed {
		now := at(asOf, procedure)
		for i := range figures {
			served := &figures[i]
			then := at(served.Window.AsOf(), procedure)
			if then.IsZero() { // served by a release that closed nothing
				continue
			}
			for month := served.Window.Start; month < served.Window.End; month = month.AddMonths(1) {
				all := versions[procedure+"|"+month.String()]
				if was, is := latest(all, then), latest(all, now); was != is {
					if served.Then == nil {
						served.Then = map[observatory.Day][]rating.Tally{}
					}
					served.Then[month] = nil
					if was >= 0 {
						served.Then[month] = all[was].tallies
					}
				}
			}
		}
	}
	return nil
}

// latest is the place of the newest version that is not later than an instant, -1
// when there is none.
func latest(versions []version, at time.Time) int {
	newest := -1
	for i, v := range versions {
		if !v.at.After(at) {
			newest = i
		}
	}
	return newest
}
