package snapshot

import (
	"context"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Store is what the pages are made from. All methods may be called at the
// same time; an error means that nothing can be read now.
type Store interface {
	// Catalogue returns all procedures.
	Catalogue(ctx context.Context) (*observatory.Catalogue, error)
	// DataVersion names the state of everything below: it is cheap, and
	// another text as soon as imports, tallies or indicators changed.
	DataVersion(ctx context.Context) (string, error)
	// Indicators returns the stored figures of the window that ends on the
	// day asOf, by procedure id; of all procedures when procedure is empty.
	Indicators(ctx context.Context, asOf observatory.Day, procedure string) (map[string][]indicator.Indicator, error)
	// SaveIndicators stores figures that have been served, so that they are
	// served again.
	SaveIndicators(ctx context.Context, asOf observatory.Day, figures map[string][]indicator.Indicator) error
	// StoredMonths returns the months about which something is public, by their
	// last days: of how many procedures the figures are stored and still good.
	StoredMonths(ctx context.Context) (map[observatory.Day]int, error)
	// Period returns all that the figures of a window follow from.
	Period(ctx context.Context, w observatory.Window) (indicator.Period, error)
	// History returns what is public of every month until asOf, a month's last day,
	// by procedure id; it is not to be changed.
	History(ctx context.Context, asOf observatory.Day) (map[string]indicator.History, error)
	// Receipts counts what was received, by procedure id.
	Receipts(ctx context.Context) (map[string]rating.Receipts, error)
	// Funnels returns the ways to a rating that were counted in the window, by
	// procedure id; of all procedures when procedure is empty.
	Funnels(ctx context.Context, procedure string, w observatory.Window) (map[string]rating.Funnel, error)
}
