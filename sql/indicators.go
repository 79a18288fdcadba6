package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Indicators returns the figures that were stored for the twelve months that
// end on asOf, by procedure; an empty procedure means all. Figures that
// an import reached since, in their window or before it, are left out: they are
// to be computed again.
func (s *Store) Indicators(ctx context.Context, asOf observatory.Day, procedure string) (map[string][]indicator.Indicator, error) {
	found := map[string][]indicator.Indicator{}
	p := parameters{"as_of": asOf, "procedure": procedure, "end": asOf + 1}
	err := s.query(ctx, "indicators", p, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure indicator.Indicator
		if err := json.Unmarshal([]byte(text), &figure); err != nil {
			return err
		}
		found[id] = append(found[id], figure)
		return nil
	})
	for _, figures := range found {
		indicator.Sort(figures)
	}
	return found, err
}

// StoredMonths returns the months about which something is public, by their last
// days: those that figures are stored for, with the number of procedures whose
// figures Indicators returns, and the first one with answers.
func (s *Store) StoredMonths(ctx context.Context) (map[observatory.Day]int, error) {
	months := map[observatory.Day]int{}
	err := s.query(ctx, "stored_months", nil, func(r driver.Rows) error {
		var asOf time.Time
		var procedures uint64
		err := r.Scan(&asOf, &procedures)
		months[civilDay(asOf)] = max(months[civilDay(asOf)], int(procedures))
		return err
	})
	return months, err
}

// SaveIndicators stores figures of the twelve months that end on asOf as
// served. It stores nothing, without an error, while something that was
// imported is not yet counted: such figures are not to be kept.
func (s *Store) SaveIndicators(ctx context.Context, asOf observatory.Day, figures map[string][]indicator.Indicator) error {
	computedAt, ok := oldest(figures)
	if !ok {
		return nil
	}
	var current bool
	if err := s.row(ctx, "tallies_current", parameters{"computed_at": computedAt}, &current); err != nil || !current {
		return err
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO indicators (as_of, procedure, kind, state, level, value, n, figure, computed_at)")
	if err != nil {
		return fmt.Errorf("cannot store figures: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for procedure, all := range figures {
		for _, f := range all {
			text, err := json.Marshal(f)
			if err != nil {
				return fmt.Errorf("cannot store the figure %s of %s: %w", f.Kind, procedure, err)
			}
			var value *decimal.Decimal
			if f.Value != nil {
				exact := decimal.New(int64(*f.Value), -6)
				value = &exact
			}
			err = batch.Append(asOf.Date(), procedure, string(f.Kind), string(f.State), string(f.Level), value, f.N, string(text), f.ComputedAt)
			if err != nil {
				return fmt.Errorf("cannot store the figure %s of %s: %w", f.Kind, procedure, err)
			}
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot store figures: %w", err)
	}
	return nil
}

func oldest(figures map[string][]indicator.Indicator) (at time.Time, ok bool) {
	for _, all := range figures {
		for _, f := range all {
			if !ok || f.ComputedAt.Before(at) {
				at, ok = f.ComputedAt, true
			}
		}
	}
	return at, ok
}
