package snapshot

import (
	"context"
	"sync"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// mostDays is how many days' figures are kept at once.
const mostDays = 8

// dayFigures keeps the figures of days that no public window ends on, of all
// procedures, as long as the data stays the same. Their gate is not that of the
// months that everybody may ask for, who thus keep no administration waiting.
type dayFigures struct {
	gate *Gate

	mu      sync.Mutex
	version string
	known   map[observatory.Day]map[string][]indicator.Indicator
}

// Day returns the figures of the window that ends on the day, by procedure id,
// as they follow from what is counted now; nothing is stored. It is for those
// alone who may see what is not public.
func (s *Shelf) Day(ctx context.Context, snap *Snapshot, asOf observatory.Day) (map[string][]indicator.Indicator, error) {
	if figures := s.days.get(snap.Version, asOf); figures != nil {
		return figures, nil
	}
	return Through(ctx, s.days.gate, snap.Version+" "+asOf.String(), func(ctx context.Context) (map[string][]indicator.Indicator, error) {
		all := func(*observatory.Procedure) bool { return true }
		figures, err := s.compute(ctx, snap, asOf, all)
		if err == nil {
			s.days.put(snap.Version, asOf, figures)
		}
		return figures, err
	})
}

func (f *dayFigures) get(version string, asOf observatory.Day) map[string][]indicator.Indicator {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.version != version {
		return nil
	}
	return f.known[asOf]
}

// put keeps a day's figures; those of other data, or too many, go first.
func (f *dayFigures) put(version string, asOf observatory.Day, figures map[string][]indicator.Indicator) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.version != version || len(f.known) >= mostDays {
		f.version, f.known = version, map[observatory.Day]map[string][]indicator.Indicator{}
	}
	f.known[asOf] = figures
}
