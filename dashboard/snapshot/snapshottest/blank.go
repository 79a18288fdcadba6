// Package snapshottest has a store for tests of those who read snapshots.
package snapshottest

import (
	"context"
	"errors"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Blank is a Store without anything in it, whose version a test decides.
type Blank struct {
	Version func(context.Context) (string, error)
}

// DataVersion is what the test decides.
func (b Blank) DataVersion(ctx context.Context) (string, error) { return b.Version(ctx) }

// Catalogue has no procedure.
func (Blank) Catalogue(context.Context) (*observatory.Catalogue, error) {
	return observatory.NewCatalogue(nil), nil
}

// Indicators are none.
func (Blank) Indicators(context.Context, observatory.Day, string) (map[string][]indicator.Indicator, error) {
	return nil, nil
}

// SaveIndicators always fails: nobody computes anything of nothing.
func (Blank) SaveIndicators(context.Context, observatory.Day, map[string][]indicator.Indicator) error {
	return errors.New("nothing may be stored")
}

// StoredMonths are none.
func (Blank) StoredMonths(context.Context) (map[observatory.Day]int, error) { return nil, nil }

// Period has the window alone.
func (Blank) Period(_ context.Context, w observatory.Window) (indicator.Period, error) {
	return indicator.Period{Window: w}, nil
}

// History has no month.
func (Blank) History(context.Context, observatory.Day) (map[string]indicator.History, error) {
	return nil, nil
}

// Receipts are none.
func (Blank) Receipts(context.Context) (map[string]rating.Receipts, error) { return nil, nil }

// Funnels are none.
func (Blank) Funnels(context.Context, string, observatory.Window) (map[string]rating.Funnel, error) {
	return nil, nil
}
