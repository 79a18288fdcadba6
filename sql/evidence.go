package sql

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"observatory"
)

// Evidence returns what the rating-based indicators of a window follow from,
// by procedure; an empty procedure means all.
func (s *Store) Evidence(ctx context.Context, procedure string, w observatory.Window) (map[string]observatory.Evidence, error) {
	p := parameters{"procedure": procedure, "start": w.Start, "end": w.End}
	tallies, err := s.tallies(ctx, "evidence", p)
	if err != nil {
		return nil, err
	}
	evidence := make(map[string]observatory.Evidence, len(tallies))
	for id, t := range tallies {
		evidence[id] = observatory.Evidence{Tallies: t}
	}
	if err := s.activity(ctx, p, evidence); err != nil {
		return nil, err
	}
	if err := s.stated(ctx, procedure, evidence); err != nil {
		return nil, err
	}
	return evidence, s.probed(ctx, procedure, observatory.ProbeWindow(w), evidence)
}

// activity fills in since when, and until when, ratings came.
func (s *Store) activity(ctx context.Context, p parameters, evidence map[string]observatory.Evidence) error {
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
func (s *Store) stated(ctx context.Context, procedure string, evidence map[string]observatory.Evidence) error {
	volumes, err := s.Volumes(ctx, procedure)
	for _, v := range volumes {
		e := evidence[v.Procedure]
		e.Volumes = append(e.Volumes, v)
		evidence[v.Procedure] = e
	}
	return err
}

// probed fills in what probes found.
func (s *Store) probed(ctx context.Context, procedure string, w observatory.Window, evidence map[string]observatory.Evidence) error {
	p := parameters{"procedure": procedure, "start": w.Start.Start(), "end": w.End.Start()}
	return s.query(ctx, "probes", p, func(r driver.Rows) error {
		var id string
		var last time.Time
		var n observatory.Probes
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

// Period returns what the figures of all procedures over a window follow from.
// For a window that does not end with a month nothing is public, hence nothing
// was served beside it.
func (s *Store) Period(ctx context.Context, w observatory.Window) (observatory.Period, error) {
	p := observatory.Period{Window: w}
	var err error
	if p.Evidence, err = s.Evidence(ctx, "", w); err != nil {
		return p, err
	}
	if p.Before, err = s.Evidence(ctx, "", observatory.TwelveMonths(w.Start-1)); err != nil {
		return p, err
	}
	if w.AsOf() != w.AsOf().LastOfMonth() {
		return p, nil
	}
	if p.Kept, err = s.kept(ctx, w); err != nil {
		return p, err
	}
	later := false
	if p.Served, later, err = s.served(ctx, w); err != nil || !later {
		return p, err
	}
	p.After, err = s.Evidence(ctx, "", observatory.Window{Start: w.End, End: w.End.AddMonths(12)})
	return p, err
}

// served returns the figures made of ratings that were served for other
// windows that overlap this one, and whether any of these ends later.
func (s *Store) served(ctx context.Context, w observatory.Window) (figures map[string][]observatory.Indicator, later bool, err error) {
	figures = map[string][]observatory.Indicator{}
	p := parameters{"as_of": w.AsOf(), "first": w.Start, "last": w.End.AddMonths(12) - 1}
	err = s.query(ctx, "served", p, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure observatory.Indicator
		if err := json.Unmarshal([]byte(text), &figure); err != nil {
			return err
		}
		figures[id] = append(figures[id], figure)
		later = later || figure.Window.End > w.End
		return nil
	})
	return figures, later, err
}
