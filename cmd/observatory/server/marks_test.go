package server

import (
	"context"
	"errors"
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// stored counts how often its figures are asked for.
type stored struct {
	asked   int
	figures map[string][]indicator.Indicator
	err     error
}

func (s *stored) Indicators(context.Context, observatory.Day, string) (map[string][]indicator.Indicator, error) {
	s.asked++
	return s.figures, s.err
}

func TestFiguresOfBadges(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	s := &stored{err: errors.New("away")}
	f := &marks{store: s, now: func() time.Time { return now }}
	if _, err := f.Satisfaction(t.Context(), "passeport"); !errors.Is(err, observatory.ErrUnavailable) {
		t.Errorf("without any figure: %v", err)
	}
	s.err, s.figures = nil, map[string][]indicator.Indicator{"passeport": {{Kind: indicator.KindClarity}, {Kind: indicator.KindSatisfaction, N: 7}}}
	for range 3 {
		if got, err := f.Satisfaction(t.Context(), "passeport"); err != nil || got.N != 7 {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if _, err := f.Satisfaction(t.Context(), "permis"); !errors.Is(err, observatory.ErrNotFound) {
		t.Errorf("a procedure without figures: %v", err)
	}
	if s.asked != 2 {
		t.Errorf("the store was asked %d times, want 2", s.asked)
	}
	now, s.err = now.Add(time.Hour), errors.New("away")
	if got, err := f.Satisfaction(t.Context(), "passeport"); err != nil || got.N != 7 {
		t.Errorf("the last figures are gone: %+v, %v", got, err)
	}
}
