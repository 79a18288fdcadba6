package snapshot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// ClosedMonths are the closed months about which something is public, by their
// last days, each with the number of procedures whose figures are stored. It is
// the only part of a snapshot that grows: by the months that were stored since.
type ClosedMonths struct {
	// First is the earliest of them: nobody is told anything of the time before.
	First observatory.Day
	// procedures is how many there are, hence how many a whole month has.
	procedures int

	mu     sync.Mutex
	stored map[observatory.Day]int
}

// newClosedMonths are the months of a store, of which the last closed one is
// always one.
func newClosedMonths(stored map[observatory.Day]int, last observatory.Day, procedures int) *ClosedMonths {
	m := &ClosedMonths{First: last, procedures: procedures, stored: map[observatory.Day]int{}}
	for asOf, n := range stored {
		m.First, m.stored[asOf] = min(m.First, asOf), n
	}
	return m
}

// whole says whether the figures of every procedure are stored for the month.
func (m *ClosedMonths) whole(asOf observatory.Day) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stored[asOf] >= m.procedures
}

// complete notes that they are now.
func (m *ClosedMonths) complete(asOf observatory.Day) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stored[asOf] = m.procedures
}

// month returns the public figures of all procedures for a closed month. What
// the store does not have yet is computed, and stored as it is going to be
// served: a public figure does not move afterwards.
func (s *Shelf) month(ctx context.Context, snap *Snapshot, asOf observatory.Day) (map[string][]indicator.Indicator, error) {
	figures, err := s.store.Indicators(ctx, asOf, "")
	if err != nil {
		return nil, fmt.Errorf("cannot read the indicators: %w", err)
	}
	missing := func(p *observatory.Procedure) bool { return len(figures[p.ID]) == 0 }
	computed, err := s.compute(ctx, snap, asOf, missing)
	if err != nil || len(computed) == 0 {
		return figures, err
	}
	if err := s.store.SaveIndicators(ctx, asOf, computed); err != nil {
		return nil, fmt.Errorf("cannot store the indicators: %w", err)
	}
	all := maps.Clone(figures)
	if all == nil {
		return computed, nil
	}
	maps.Copy(all, computed)
	return all, nil
}

// Earlier returns a procedure's public figures of another closed month than the
// snapshot's. A month that is not stored is computed as a whole, so that each
// costs its computation once, whoever asks for which procedure.
func (s *Shelf) Earlier(ctx context.Context, snap *Snapshot, asOf observatory.Day, procedure string) ([]indicator.Indicator, error) {
	if snap.Closed.whole(asOf) {
		figures, err := s.store.Indicators(ctx, asOf, procedure)
		if err != nil {
			return nil, fmt.Errorf("cannot read the indicators: %w", err)
		}
		if len(figures[procedure]) > 0 { // an import may have overtaken them since
			return figures[procedure], nil
		}
	}
	all, err := Through(ctx, s.months, snap.Version+" "+asOf.String(), func(ctx context.Context) (map[string][]indicator.Indicator, error) {
		all, err := s.month(ctx, snap, asOf)
		if err == nil {
			snap.Closed.complete(asOf)
		}
		return all, err
	})
	return all[procedure], err
}

// compute computes all procedures together and returns those that are wanted,
// without storing anything.
func (s *Shelf) compute(ctx context.Context, snap *Snapshot, asOf observatory.Day, wanted func(*observatory.Procedure) bool) (map[string][]indicator.Indicator, error) {
	procedures := snap.Catalogue.Procedures()
	if !slices.ContainsFunc(procedures, func(p observatory.Procedure) bool { return wanted(&p) }) {
		return nil, nil
	}
	period, err := s.store.Period(ctx, observatory.TwelveMonths(asOf))
	if err != nil {
		return nil, fmt.Errorf("cannot read what figures follow from: %w", err)
	}
	computed := period.Indicators(procedures, snap.ReadAt)
	for i := range procedures {
		if !wanted(&procedures[i]) {
			delete(computed, procedures[i].ID)
		}
	}
	return computed, nil
}
