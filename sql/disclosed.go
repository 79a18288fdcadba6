package sql

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// History returns what the public windows that end on asOf, a month's last day,
// hold of every month of all time, by procedure. It is that of the last closing:
// what comes later moves the next one.
func (s *Store) History(ctx context.Context, asOf observatory.Day) (map[string]indicator.History, error) {
	closed, err := s.closeWindows(ctx, asOf)
	if err != nil {
		return nil, err
	}
	if !closed {
		months, err := s.Months(ctx, observatory.Window{End: asOf + 1})
		found := map[string]indicator.History{}
		for id, tallies := range months {
			found[id] = indicator.History{Now: tallies, First: tallies}
		}
		return found, err
	}
	return s.closedHistory(ctx, asOf)
}

// closedHistory is History of windows that are closed.
func (s *Store) closedHistory(ctx context.Context, asOf observatory.Day) (map[string]indicator.History, error) {
	c, err := s.closing(ctx, asOf)
	if err != nil {
		return nil, err
	}
	s.closes.Lock()
	defer s.closes.Unlock()
	if s.history.asOf == asOf && s.history.at.Equal(c.last) {
		return s.history.months, nil
	}
	found := map[string]indicator.History{}
	err = s.query(ctx, "history", public(asOf, observatory.Window{End: asOf + 1}), func(r driver.Rows) error {
		var first bool
		procedure, day, slice, err := scanSlice(r, &first)
		h := found[procedure]
		if first {
			h.First = addSlice(h.First, procedure, day, slice)
		} else {
			h.Now = addSlice(h.Now, procedure, day, slice)
		}
		found[procedure] = h
		return err
	})
	if err == nil {
		s.history = publicHistory{asOf, c.last, found}
	}
	return found, err
}

// publicHistory is the history that was read last: it moves once a month.
type publicHistory struct {
	asOf   observatory.Day
	at     time.Time
	months map[string]indicator.History
}

// public are the parameters of what is public of a window.
func public(asOf observatory.Day, w observatory.Window) parameters {
	return parameters{"as_of": asOf, "start": w.Start, "end": w.End, "procedure": ""}
}

// stored returns the figures made of ratings that were served for the window and
// that no import of ratings concerns.
func (s *Store) stored(ctx context.Context, w observatory.Window) (map[string][]indicator.Indicator, error) {
	kept := map[string][]indicator.Indicator{}
	var since time.Time
	err := s.query(ctx, "disclosed_here", parameters{"as_of": w.AsOf()}, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure indicator.Indicator
		if err := json.Unmarshal([]byte(text), &figure); err != nil {
			return err
		}
		kept[id] = append(kept[id], figure)
		if since.IsZero() || figure.ComputedAt.Before(since) {
			since = figure.ComputedAt
		}
		return nil
	})
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	moved, err := s.reached(ctx, w.End, since)
	if err != nil {
		return nil, err
	}
	for _, procedure := range moved {
		delete(kept, procedure)
	}
	return kept, nil
}

// reached returns the procedures whose ratings before a day an import brought or
// took away since an instant.
func (s *Store) reached(ctx context.Context, end observatory.Day, since time.Time) (procedures []string, err error) {
	p := parameters{"end": end, "since": since}
	if err := s.addGivers(ctx, p); err != nil {
		return nil, err
	}
	err = s.query(ctx, "reached", p, func(r driver.Rows) error {
		var procedure string
		err := r.Scan(&procedure)
		procedures = append(procedures, procedure)
		return err
	})
	return procedures, err
}
