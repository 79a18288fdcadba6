package dashboard

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// closedMonths are the closed months about which something is public, by their
// last days, each with the number of procedures whose figures are stored. It is
// the only part of a snapshot that grows: by the months that were stored since.
type closedMonths struct {
	// first is the earliest of them: nobody is told anything of the time before.
	first observatory.Day
	// procedures is how many there are, hence how many a whole month has.
	procedures int

	mu     sync.Mutex
	stored map[observatory.Day]int
}

// newClosedMonths are the months of a store, of which the last closed one is
// always one.
func newClosedMonths(stored map[observatory.Day]int, last observatory.Day, procedures int) *closedMonths {
	m := &closedMonths{first: last, procedures: procedures, stored: map[observatory.Day]int{}}
	for asOf, n := range stored {
		m.first, m.stored[asOf] = min(m.first, asOf), n
	}
	return m
}

// whole says whether the figures of every procedure are stored for the month.
func (m *closedMonths) whole(asOf observatory.Day) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stored[asOf] >= m.procedures
}

// complete notes that they are now.
func (m *closedMonths) complete(asOf observatory.Day) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stored[asOf] = m.procedures
}

// month returns the public figures of all procedures for a closed month. What
// the store does not have yet is computed, and stored as it is going to be
// served: a public figure does not move afterwards.
func (s *shelf) month(ctx context.Context, snap *snapshot, asOf observatory.Day) (map[string][]indicator.Indicator, error) {
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

// earlier returns a procedure's public figures of another closed month than the
// snapshot's. A month that is not stored is computed as a whole, so that each
// costs its computation once, whoever asks for which procedure.
func (s *shelf) earlier(ctx context.Context, snap *snapshot, asOf observatory.Day, procedure string) ([]indicator.Indicator, error) {
	if snap.closed.whole(asOf) {
		figures, err := s.store.Indicators(ctx, asOf, procedure)
		if err != nil {
			return nil, fmt.Errorf("cannot read the indicators: %w", err)
		}
		if len(figures[procedure]) > 0 { // an import may have overtaken them since
			return figures[procedure], nil
		}
	}
	all, err := through(ctx, s.months, snap.version+" "+asOf.String(), func(ctx context.Context) (map[string][]indicator.Indicator, error) {
		all, err := s.month(ctx, snap, asOf)
		if err == nil {
			snap.closed.complete(asOf)
		}
		return all, err
	})
	return all[procedure], err
}

// compute judges all procedures together and returns those that are wanted,
// without storing anything.
func (s *shelf) compute(ctx context.Context, snap *snapshot, asOf observatory.Day, wanted func(*observatory.Procedure) bool) (map[string][]indicator.Indicator, error) {
	procedures := snap.catalogue.Procedures()
	if !slices.ContainsFunc(procedures, func(p observatory.Procedure) bool { return wanted(&p) }) {
		return nil, nil
	}
	period, err := s.store.Period(ctx, observatory.TwelveMonths(asOf))
	if err != nil {
		return nil, fmt.Errorf("cannot read what figures follow from: %w", err)
	}
	computed := period.Indicators(procedures, snap.readAt)
	for i := range procedures {
		if !wanted(&procedures[i]) {
			delete(computed, procedures[i].ID)
		}
	}
	return computed, nil
}

// figuresAt returns a procedure's figures of another window than the
// snapshot's: a public one, or what administrators alone may see.
func (d *Dashboard) figuresAt(r *request, id string, asOf observatory.Day) (figures []indicator.Indicator, err error) {
	if refused := observatory.PublicAsOf(asOf, d.cfg.Now()); refused == nil {
		figures, err = d.shelf.earlier(r.ctx, r.snap, asOf, id)
	} else {
		if !r.anyDay {
			return nil, refused
		}
		if today := observatory.DayOf(d.cfg.Now()); asOf > today {
			return nil, refuse("as_of", "must not be after today, "+today.String())
		}
		var all map[string][]indicator.Indicator
		all, err = d.shelf.day(r.ctx, r.snap, asOf)
		figures = all[id]
	}
	if err == nil {
		return figures, nil
	}
	if !errors.Is(err, errBusy) { // of those there may be many, and a counter counts them
		d.log.Warn("cannot answer for another day", "as_of", asOf.String(), "error", err)
	}
	return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}
