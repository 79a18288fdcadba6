package space

import (
	"context"
	"fmt"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// figuresOf returns the figures of the window that ends on the day, by
// procedure id: those of the snapshot where it is the snapshot's.
func (s *Space) figuresOf(ctx context.Context, snap *snapshot.Snapshot, asOf observatory.Day) (map[string][]indicator.Indicator, error) {
	if asOf == snap.AsOf {
		return snap.Figures, nil
	}
	figures, err := s.Shelf.Day(ctx, snap, asOf)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return figures, nil
}

// spaceDay reads the day that figures are asked for: any up to today, which it
// is without one.
func spaceDay(v *page.Visit) (observatory.Day, error) {
	if v.Query.Get("as_of") == "" {
		return v.Today, nil
	}
	asOf, err := v.AskedDay()
	if err == nil && asOf > v.Today {
		err = web.Refuse("as_of", "must not be after today, "+v.Today.String())
	}
	return asOf, err
}
