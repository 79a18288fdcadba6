package alarm_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// poisson draws a count; from 40 on the normal law is near enough.
func poisson(random *rand.Rand, mean float64) uint64 {
	if mean > 40 {
		return uint64(max(0, math.Round(mean+math.Sqrt(mean)*random.NormFloat64())))
	}
	n, product, limit := uint64(0), random.Float64(), math.Exp(-mean)
	for ; product > limit; n++ {
		product *= random.Float64()
	}
	return n
}

// hours simulates a procedure with so many ratings an hour on average: few at
// night, fewer at weekends, and days that differ by chance.
func hours(random *rand.Rand, from time.Time, days int, mean, sigma float64) []alarm.HourCount {
	var all []alarm.HourCount
	for d := range days {
		factor := math.Exp(sigma*random.NormFloat64() - sigma*sigma/2)
		for h := range 24 {
			at := from.Add(time.Duration(24*d+h) * time.Hour)
			local := at.In(observatory.Paris())
			rate := mean * factor * (1 + 0.9*math.Sin(float64(local.Hour()-8)/24*2*math.Pi))
			if local.Weekday() == time.Saturday || local.Weekday() == time.Sunday {
				rate /= 3
			}
			if n := poisson(random, rate); n > 0 {
				all = append(all, alarm.HourCount{Hour: at, Ratings: n, ByButton: n})
			}
		}
	}
	return all
}

// TestFalseBursts simulates years of procedures with nothing wrong: at most 0.2
// false alarms a year and procedure.
func TestFalseBursts(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const years = 5
	means := []float64{0.5, 5, 30, 100, 1000}
	for _, sigma := range []float64{0, 0.3, 0.6} {
		alarms := 0
		for _, mean := range means {
			random := rand.New(rand.NewPCG(uint64(10*mean), uint64(10*sigma)))
			all := hours(random, from, 365*years, mean, sigma)
			alarms += len(alarm.FindBursts(all, from.AddDate(0, 0, 28), from.AddDate(years, 0, 0)))
		}
		if perYear := float64(alarms) / float64(years*len(means)); perYear > 0.2 {
			t.Errorf("days that differ by %v: %v false alarms a year", sigma, perYear)
		} else {
			t.Logf("days that differ by %v: %v false alarms a year", sigma, perYear)
		}
	}
}

// TestFindBursts floods procedures of several sizes.
func TestFindBursts(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, observatory.Paris())
	noon := start.AddDate(0, 0, 30).Add(12 * time.Hour)
	type flood struct {
		hour              int // after noon
		ratings, doubtful uint64
		button            string
	}
	for _, c := range []struct {
		name   string
		mean   float64
		days   int
		floods []flood
		want   []alarm.Burst
	}{
		{"nothing", 5, 30, nil, nil},
		{"forty-nine", 0.2, 30, []flood{{0, 49, 49, "b"}}, nil},
		{"a quiet procedure", 0.2, 30, []flood{{0, 80, 0, "b"}}, []alarm.Burst{
			{From: noon, To: noon.Add(time.Hour), Ratings: 80, Button: "b"}}},
		{"a busy one, four times as many", 300, 30, []flood{{0, 2000, 0, ""}}, []alarm.Burst{
			{From: noon, To: noon.Add(time.Hour), Ratings: 2000}}},
		{"a busy one, a good day", 300, 30, []flood{{0, 700, 0, ""}}, nil},
		{"three hours, one of them odd enough", 2, 30, []flood{{0, 300, 20, "b"}, {1, 30, 0, "c"}, {3, 200, 0, "b"}}, []alarm.Burst{
			{From: noon, To: noon.Add(4 * time.Hour), Ratings: 500, Doubtful: 20, Button: "b"}}},
		{"two bursts", 2, 30, []flood{{0, 300, 0, "b"}, {5, 300, 0, "c"}}, []alarm.Burst{
			{From: noon, To: noon.Add(time.Hour), Ratings: 300, Button: "b"},
			{From: noon.Add(5 * time.Hour), To: noon.Add(6 * time.Hour), Ratings: 300, Button: "c"}}},
		{"two buttons", 2, 30, []flood{{0, 100, 0, "b"}, {1, 100, 0, "c"}}, []alarm.Burst{
			{From: noon, To: noon.Add(2 * time.Hour), Ratings: 200}}},
		{"half of them doubtful", 300, 30, []flood{{0, 500, 250, ""}}, []alarm.Burst{
			{From: noon, To: noon.Add(time.Hour), Ratings: 500, Doubtful: 250}}},
		{"a new procedure", 0, 0, []flood{{0, 500, 0, "b"}}, nil},
		{"a new procedure, mostly doubtful", 0, 0, []flood{{0, 500, 400, "b"}}, []alarm.Burst{
			{From: noon, To: noon.Add(time.Hour), Ratings: 500, Doubtful: 400, Button: "b"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := hours(rand.New(rand.NewPCG(5, 50)), start, c.days, c.mean, 0.2)
			for _, f := range c.floods {
				all = append(all, alarm.HourCount{Hour: noon.Add(time.Duration(f.hour) * time.Hour),
					Ratings: f.ratings, Doubtful: f.doubtful, Button: f.button, ByButton: f.ratings})
			}
			got := alarm.FindBursts(all, noon.Add(-12*time.Hour), noon.Add(12*time.Hour))
			for i := range got {
				if got[i].Expected < 0 || got[i].Expected > 1.1*float64(got[i].Ratings) {
					t.Errorf("%v ratings were expected of %d", got[i].Expected, got[i].Ratings)
				}
				got[i].Expected = 0
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
