package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"observatory"
)

// What was served of a closed month is served again, so that nobody finds out
// by looking twice what a citizen answered who came late, or was erased. Only an
// import of ratings moves it, for the procedures that it is about.

// ServedMonths is Months as it was when it was first asked for with the window's
// last day, a month's: what comes later moves what is served with the next month.
// An import of ratings moves its procedures as soon as it is counted.
func (s *Store) ServedMonths(ctx context.Context, w observatory.Window) (map[string][]observatory.Tally, error) {
	before, err := s.monthsCopied(ctx, w)
	if err != nil {
		return nil, err
	}
	moved := reached{whole: true}
	if before.Unix() > 0 {
		if moved, err = s.reached(ctx, w, before); err != nil {
			return nil, err
		}
	}
	if moved.any() {
		done, err := s.copyMonths(ctx, w, before, moved)
		if err != nil {
			return nil, err
		}
		if !done && before.Unix() <= 0 {
			return s.Months(ctx, w)
		}
		// Of two copies that were made at the same time everybody reads the later.
		if before, err = s.monthsCopied(ctx, w); err != nil {
			return nil, err
		}
	}
	return s.tallies(ctx, "served_months", parameters{"as_of": w.AsOf(), "copied_at": before})
}

// monthsCopied is when the copy that counts was made, 1970 when there is none.
func (s *Store) monthsCopied(ctx context.Context, w observatory.Window) (at time.Time, err error) {
	err = s.row(ctx, "months_copied", parameters{"as_of": w.AsOf()}, &at)
	return at, err
}

// copyMonths copies the months of the window, the row that makes the copy count
// last. It does nothing while something that was imported is not counted yet.
func (s *Store) copyMonths(ctx context.Context, w observatory.Window, before time.Time, moved reached) (done bool, err error) {
	now, err := s.now(ctx)
	if err != nil {
		return false, err
	}
	err = s.row(ctx, "tallies_current", parameters{"computed_at": now}, &done)
	if err != nil || !done {
		return false, err
	}
	p := parameters{"as_of": w.AsOf(), "start": w.Start, "end": w.End, "copied_at": now, "before": before,
		"whole": moved.whole, "touched": moved.procedures}
	if err := s.exec(ctx, "copy_months", p); err != nil {
		return false, err
	}
	if err := s.insert(ctx, "INSERT INTO served_months (as_of, copied_at)", w.AsOf().Date(), now); err != nil {
		return false, fmt.Errorf("cannot keep the months of charts: %w", err)
	}
	return true, nil
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
