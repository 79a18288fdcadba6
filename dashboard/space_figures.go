package dashboard

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"observatory"
)

// mostDays is how many days' figures are kept at once.
const mostDays = 8

// dayFigures keeps the figures of days that no public window ends on, of all
// procedures, as long as the data stays the same.
type dayFigures struct {
	flight singleflight.Group

	mu      sync.Mutex
	version string
	known   map[observatory.Day]map[string][]observatory.Indicator
}

// figuresOf returns the figures of the window that ends on the day, by
// procedure id: the public ones where those exist, else live ones.
func (s *Space) figuresOf(ctx context.Context, snap *snapshot, asOf observatory.Day) (map[string][]observatory.Indicator, error) {
	if asOf == snap.asOf {
		return snap.figures, nil
	}
	if figures := s.days.get(snap.version, asOf); figures != nil {
		return figures, nil
	}
	made, err, _ := s.days.flight.Do(snap.version+" "+asOf.String(), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
		defer cancel()
		all := func(*observatory.Procedure) bool { return true }
		figures, _, err := s.shelf.compute(ctx, snap, asOf, all)
		if err == nil {
			s.days.put(snap.version, asOf, figures)
		}
		return figures, err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return made.(map[string][]observatory.Indicator), nil
}

func (f *dayFigures) get(version string, asOf observatory.Day) map[string][]observatory.Indicator {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.version != version {
		return nil
	}
	return f.known[asOf]
}

// put keeps a day's figures; those of other data, or too many, go first.
func (f *dayFigures) put(version string, asOf observatory.Day, figures map[string][]observatory.Indicator) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.version != version || len(f.known) >= mostDays {
		f.version, f.known = version, map[observatory.Day]map[string][]observatory.Indicator{}
	}
	f.known[asOf] = figures
}

// spaceDay reads the day that figures are asked for: any up to today, which it
// is without one.
func (v *visit) spaceDay() (observatory.Day, error) {
	if v.query.Get("as_of") == "" {
		return v.today, nil
	}
	asOf, err := v.askedDay()
	if err == nil && asOf > v.today {
		err = refuse("as_of", "must not be after today, "+v.today.String())
	}
	return asOf, err
}
