package alarm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

func TestSilenceGolden(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64]float64{0.2: 29.4995, 1: 7.5093, 10: 2, 100: 2} {
		got, watched := alarm.SilenceLimit(rate)
		if !watched || math.Abs(got-want) > 1e-4 {
			t.Errorf("%v a day: silence of %v days, want %v", rate, got, want)
		}
	}
	if _, watched := alarm.SilenceLimit(0.0999); watched {
		t.Error("less than 0.1 a day is watched")
	}
}

// A gap between two ratings of a steady procedure is longer than the limit less
// than 0.2 times a year.
func TestFalseSilences(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(365, 2))
	for _, rate := range []float64{0.1, 0.2, 1, 5} {
		limit, _ := alarm.SilenceLimit(rate)
		const years = 1000
		gaps := 0
		for range int(years * 365 * rate) {
			if random.ExpFloat64()/rate > limit {
				gaps++
			}
		}
		if perYear := float64(gaps) / years; perYear > 0.24 {
			t.Errorf("%v a day: %v false alarms a year", rate, perYear)
		}
	}
}

func TestPulse(t *testing.T) {
	t.Parallel()
	last := observatory.NewDay(2026, 3, 1)
	for _, c := range []struct {
		name               string
		recent, yearBefore uint64
		days               observatory.Day
		silent             bool
	}{
		{"steady, a day off", 280, 280, 1, false},
		{"steady, two days off", 280, 280, 2, true},
		{"rare, almost four weeks off", 6, 6, 27, false},
		{"rare, four weeks off", 6, 6, 28, true},
		{"a season that is over", 2800, 2, 300, false},
		{"a new procedure", 2800, 0, 300, false},
		{"nothing yet today", 280, 280, 0, false},
		{"the day of a token that is not over", 280, 280, -2, false},
	} {
		p := alarm.Pulse{Last: last, Recent: c.recent, YearBefore: c.yearBefore}
		days, limit, silent := p.Silence(last + c.days + 1)
		if silent != c.silent || days != int(c.days) || silent && float64(days) < limit {
			t.Errorf("%s: %d days of %v, silent %v", c.name, days, limit, silent)
		}
	}
}
