package aggregator

import (
	"context"
	"slices"

	"servicequality/observatory"
)

// indicators moves the public months that verdicts reached, computes the figures of
// the last closed month that are not stored yet, or no longer good, and stores them. What is stored stays: what
// comes late moves the following months.
func (a *Aggregator) indicators(ctx context.Context) (result, error) {
	// Figures are kept only when everything that was imported is counted.
	if _, err := a.Run(ctx, "tally"); err != nil {
		return result{}, err
	}
	asOf := observatory.LastClosedMonth(a.now())
	if err := a.store.Revise(ctx, asOf); err != nil {
		return result{}, err
	}
	computedAt := a.now()
	catalogue, err := a.store.Catalogue(ctx)
	if err != nil {
		return result{}, err
	}
	stored, err := a.store.Indicators(ctx, asOf, "")
	if err != nil {
		return result{}, err
	}
	known := func(p observatory.Procedure) bool { return len(stored[p.ID]) > 0 }
	if !slices.ContainsFunc(catalogue.Procedures(), func(p observatory.Procedure) bool { return !known(p) }) {
		return result{}, nil
	}
	period, err := a.store.Period(ctx, observatory.TwelveMonths(asOf))
	if err != nil {
		return result{}, err
	}
	// All are computed together, and only what is missing is kept.
	figures := period.Indicators(catalogue.Procedures(), computedAt)
	var rows uint64
	for _, p := range catalogue.Procedures() {
		if known(p) {
			delete(figures, p.ID)
		}
		rows += uint64(len(figures[p.ID]))
	}
	return result{rows: rows}, a.store.SaveIndicators(ctx, asOf, figures)
}
