package aggregator

import (
	"context"

	"observatory"
)

// indicators computes the figures of the last closed month that are not
// stored yet, or no longer good, and stores them. What is stored stays: what
// comes late moves the following months.
func (a *Aggregator) indicators(ctx context.Context) (result, error) {
	// Figures are kept only when everything that was imported is counted.
	if _, err := a.Run(ctx, "tally"); err != nil {
		return result{}, err
	}
	computedAt := a.now()
	asOf := observatory.LastClosedMonth(computedAt)
	catalogue, err := a.store.Catalogue(ctx)
	if err != nil {
		return result{}, err
	}
	stored, err := a.store.Indicators(ctx, asOf, "")
	if err != nil {
		return result{}, err
	}
	var missing []*observatory.Procedure
	for i, p := range catalogue.Procedures() {
		if len(stored[p.ID]) == 0 {
			missing = append(missing, &catalogue.Procedures()[i])
		}
	}
	if len(missing) == 0 {
		return result{}, nil
	}
	w := observatory.TwelveMonths(asOf)
	evidence, err := a.store.Evidence(ctx, "", w)
	if err != nil {
		return result{}, err
	}
	figures := make(map[string][]observatory.Indicator, len(missing))
	var rows uint64
	for _, p := range missing {
		figures[p.ID] = observatory.Indicators(p, evidence[p.ID], w, computedAt)
		rows += uint64(len(figures[p.ID]))
	}
	return result{rows: rows}, a.store.SaveIndicators(ctx, asOf, figures)
}
