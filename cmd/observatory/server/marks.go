package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// marks answers the badges from what is stored for the last closed month. A
// month's figures are read once a minute at most, however many badges are
// shown.
type marks struct {
	store interface {
		Indicators(ctx context.Context, asOf observatory.Day, procedure string) (map[string][]indicator.Indicator, error)
	}
	now func() time.Time

	mu     sync.Mutex
	last   map[string][]indicator.Indicator
	readAt time.Time
}

// marksAge is how old the figures of badges may be, and marksPatience how
// long the database may take.
const (
	marksAge      = time.Minute
	marksPatience = 10 * time.Second
)

// Satisfaction implements widgets.Figures.
func (f *marks) Satisfaction(ctx context.Context, procedure string) (indicator.Indicator, error) {
	all, err := f.read(ctx)
	if err != nil {
		return indicator.Indicator{}, err
	}
	for _, figure := range all[procedure] {
		if figure.Kind == indicator.KindSatisfaction {
			return figure, nil
		}
	}
	return indicator.Indicator{}, fmt.Errorf("the satisfaction of %s: %w", procedure, observatory.ErrNotFound)
}

// read returns the newest figures; those read before stay when the database
// does not answer.
func (f *marks) read(ctx context.Context) (map[string][]indicator.Indicator, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if f.last != nil && now.Sub(f.readAt) < marksAge {
		return f.last, nil
	}
	ctx, cancel := context.WithTimeout(ctx, marksPatience)
	defer cancel()
	all, err := f.store.Indicators(ctx, observatory.LastClosedMonth(now), "")
	switch {
	case err == nil:
		f.last, f.readAt = all, now
	case f.last == nil:
		return nil, errors.Join(observatory.ErrUnavailable, err)
	}
	return f.last, nil
}
