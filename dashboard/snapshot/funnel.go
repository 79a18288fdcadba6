package snapshot

import (
	"context"
	"fmt"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Funnel reads a procedure's funnel of the window that ends on the day asOf; its
// error wraps observatory.ErrUnavailable.
func (s *Shelf) Funnel(ctx context.Context, procedure string, asOf observatory.Day) (rating.Funnel, error) {
	funnels, err := s.store.Funnels(ctx, procedure, observatory.TwelveMonths(asOf))
	if err != nil {
		return rating.Funnel{}, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return orNotCollected(funnels[procedure]), nil
}

// orNotCollected gives a procedure of which nothing at all is known its state.
func orNotCollected(f rating.Funnel) rating.Funnel {
	if f.State == "" {
		return rating.NewFunnel(nil, 0)
	}
	return f
}
