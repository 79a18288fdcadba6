package sql

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"observatory"
)

// History returns what the public windows that end on asOf, a month's last day,
// hold of every month of all time, by procedure. It is that of the last closing:
// what comes later moves the next one.
func (s *Store) History(ctx context.Context, asOf observatory.Day) (map[string]observatory.History, error) {
	closed, err := s.closeWindows(ctx, asOf)
	if err != nil {
		return nil, err
	}
	if !closed {
		months, err := s.Months(ctx, observatory.Window{End: asOf + 1})
		found := map[string]observatory.History{}
		for id, tallies := range months {
			found[id] = observatory.History{Now: tallies, First: tallies}
		}
		return found, err
	}
	return s.closedHistory(ctx, asOf)
}

// closedHistory is History of windows that are closed.
func (s *Store) closedHistory(ctx context.Context, asOf observatory.Day) (map[string]observatory.History, error) {
	c, err := s.closing(ctx, asOf)
	if err != nil {
		return nil, err
	}
	s.closes.Lock()
	defer s.closes.Unlock()
	if s.history.asOf == asOf && s.history.at.Equal(c.last) {
		return s.history.months, nil
	}
	found := map[string]observatory.History{}
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
		s.history = kept{asOf, c.last, found}
	}
	return found, err
}

// kept is the history that was read last: it moves once a month.
type kept struct {
	asOf   observatory.Day
	at     time.Time
	months map[string]observatory.History
}

// public are the parameters of what is public of a window.
func public(asOf observatory.Day, w observatory.Window) parameters {
	return parameters{"as_of": asOf, "start": w.Start, "end": w.End, "procedure": ""}
}

// kept returns the figures made of ratings that were served for the window and
// that no import of ratings concerns.
func (s *Store) kept(ctx context.Context, w observatory.Window) (map[string][]observatory.Indicator, error) {
	kept := map[string][]observatory.Indicator{}
	var since time.Time
	err := s.query(ctx, "kept", parameters{"as_of": w.AsOf()}, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure observatory.Indicator
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
	moved, err := s.reached(ctx, w, since)
	if err != nil || moved.whole {
		return nil, err
	}
	for _, procedure := range moved.procedures {
		delete(kept, procedure)
	}
	return kept, nil
}

// reached says what imports moved in a window: single procedures, or whole, when
// it cannot be told any more.
type reached struct {
	whole      bool
	procedures quoted
}

func (r reached) any() bool { return r.whole || len(r.procedures) > 0 }

// reached returns what imports of ratings moved in the window since an instant.
func (s *Store) reached(ctx context.Context, w observatory.Window, since time.Time) (found reached, err error) {
	var imports []uint32
	err = s.query(ctx, "imported_since", parameters{"end": w.End, "since": since}, func(r driver.Rows) error {
		var number uint32
		var takenBack bool
		err := r.Scan(&number, &takenBack)
		imports = append(imports, number)
		found.whole = found.whole || takenBack // its rows may be gone
		return err
	})
	if err != nil || found.whole || len(imports) == 0 {
		return found, err
	}
	p := parameters{"imports": imports}
	if err := s.addGivers(ctx, p); err != nil {
		return found, err
	}
	err = s.query(ctx, "imported_procedures", p, func(r driver.Rows) error {
		var procedure string
		err := r.Scan(&procedure)
		found.procedures = append(found.procedures, procedure)
		return err
	})
	slices.Sort(found.procedures)
	return found, err
}
