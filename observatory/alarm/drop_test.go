package alarm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

func TestDropGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shares []float64
		theta  float64
		scores []float64
	}{
		{[]float64{0.08, 0.12, 0.80}, 0.086213, []float64{0.701608, 0.270543, -0.160522}},
		{[]float64{0.2, 0.34, 0.46}, 0.064540, []float64{0.374732, 0.052032, -0.270667}},
	} {
		test, ok := alarm.NewDropTest(c.shares, 0.001)
		if !ok {
			t.Fatalf("%v is not watched", c.shares)
		}
		observatorytest.Near(t, "θ", test.Theta, c.theta)
		for j, want := range c.scores {
			observatorytest.Near(t, "ℓ", test.Scores[j], want)
		}
	}
}

func TestCusumGolden(t *testing.T) {
	t.Parallel()
	test, _ := alarm.NewDropTest([]float64{0.08, 0.12, 0.80}, 0.001)
	var state alarm.Cusum
	for i, c := range []struct {
		counts statistics.Counts
		score  float64
	}{
		{statistics.Counts{1, 1, 8}, 0},
		{statistics.Counts{3, 2, 5}, 1.826859},
		{statistics.Counts{4, 3, 3}, 4.935377},
		{statistics.Counts{0, 0, 0}, 4.935377},
		{statistics.Counts{5, 2, 3}, 8.471115},
	} {
		day := observatory.Day(100 + i)
		observatorytest.Near(t, "C before it is compared with 7", max(0, state.Score+test.Term(c.counts)), c.score)
		state.Add(day, test.Term(c.counts))
		if c.score < 7 && state.Alarm != 0 || c.score >= 7 && (state.Alarm != day || state.Score != 0 || state.Began != 101) {
			t.Errorf("after day %d the watch is %+v", day, state)
		}
	}
}

func TestDayCorrelationGolden(t *testing.T) {
	t.Parallel()
	good, bad := statistics.Counts{1, 2, 17}, statistics.Counts{4, 4, 12}
	var alternating, equal []statistics.Counts
	for range 5 {
		alternating = append(alternating, good, bad)
		equal = append(equal, good, good, statistics.Counts{0, 0, 0})
	}
	observatorytest.Near(t, "ρ of days alternately good and bad", alarm.DayCorrelation(alternating), 0.038561)
	observatorytest.Near(t, "ρ of equal days", alarm.DayCorrelation(equal), 0.001)
	observatorytest.Near(t, "ρ of days that agree within and not between", alarm.DayCorrelation([]statistics.Counts{{0, 9, 0}, {0, 0, 9}, {9, 0, 0}}), 0.1)
	observatorytest.Near(t, "ρ of unanimous days", alarm.DayCorrelation([]statistics.Counts{{0, 0, 9}, {0, 0, 9}}), 0.001)
	observatorytest.Near(t, "ρ of single answers", alarm.DayCorrelation([]statistics.Counts{{0, 0, 1}, {1, 0, 0}}), 0.001)
	observatorytest.Near(t, "ρ of nothing", alarm.DayCorrelation(nil), 0.001)
}

// The terms of the test are a log likelihood ratio: their exponentials average
// to 1 over the baseline, which Lorden's bound follows from, and the tilted
// shares have the mark that is looked for.
func TestDropTestProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1971, 7))
	for range 5_000 {
		counts := observatorytest.RandomCounts(random)
		shares := make([]float64, len(counts))
		mark := 0.0
		for j, c := range counts {
			shares[j] = (float64(c) + 0.5) / (float64(counts.N()) + float64(len(counts))/2)
			mark += shares[j] * 10 * float64(j) / float64(len(counts)-1)
		}
		test, ok := alarm.NewDropTest(shares, 0.001)
		if want := mark > 0.2; ok != want {
			t.Fatalf("%v, mark %v: watched %v", shares, mark, ok)
		}
		if !ok {
			continue
		}
		mass, lower := 0.0, 0.0
		for j, p := range shares {
			weight := p * math.Exp(test.Scores[j])
			mass += weight
			lower += weight * 10 * float64(j) / float64(len(counts)-1)
		}
		observatorytest.Near(t, "the mass of the alternative", mass, 1)
		observatorytest.Near(t, "the mark of the alternative", lower, max(0.2, mark-1))
		if test.Theta <= 0 || test.Scores[0] <= 0 || test.Scores[len(test.Scores)-1] >= 0 {
			t.Fatalf("%v: θ %v, ℓ %v", shares, test.Theta, test.Scores)
		}
	}
	if _, ok := alarm.NewDropTest([]float64{0.98, 0.01, 0.01}, 0.001); ok {
		t.Error("a mark of 0.15 is watched though nothing lower is looked for")
	}
}

// series of days with so many answers each, good until the day of the fall.
func tallies(random *rand.Rand, from, until, fall observatory.Day, perDay int, before, after [3]float64) []rating.Tally {
	var all []rating.Tally
	for day := from; day < until; day++ {
		shares := before
		if day >= fall {
			shares = after
		}
		var counts [5]uint64
		for range perDay {
			u := random.Float64()
			switch {
			case u < shares[0]:
				counts[0]++
			case u < shares[0]+shares[1]:
				counts[1]++
			default:
				counts[2]++
			}
		}
		all = append(all, rating.Tally{Procedure: "p", Day: day, Slices: []rating.Slice{{
			Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: uint64(perDay), Counts: counts,
		}}})
	}
	return all
}

func TestFindDrop(t *testing.T) {
	t.Parallel()
	today := observatory.NewDay(2026, 6, 1)
	start := alarm.DropWindow(today).Start
	good, bad := [3]float64{0.08, 0.12, 0.80}, [3]float64{0.14, 0.2, 0.66}
	for _, c := range []struct {
		name    string
		perDay  int
		fall    observatory.Day
		recover observatory.Day
		want    bool
		within  observatory.Day
	}{
		{"never", 10, today, today, false, 0},
		{"a month ago, ten a day", 10, today - 31, today, true, 31},
		{"a week ago, a hundred a day", 100, today - 7, today, true, 7},
		{"half a year ago, two a day", 2, today - 180, today, true, 180},
		{"yesterday, two a day", 2, today - 1, today, false, 0},
		{"came back", 100, today - 90, today - 60, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, uint64(c.perDay)))
			all := tallies(random, start, c.recover, c.fall, c.perDay, good, bad)
			all = append(all, tallies(random, c.recover, today, today, c.perDay, good, bad)...)
			drop, found := alarm.FindDrop(all, today)
			if found != c.want {
				t.Fatalf("found %+v, %v", drop, found)
			}
			if !found {
				return
			}
			if drop.Day < c.fall || drop.Day > c.fall+c.within || drop.Began > drop.Day {
				t.Errorf("seen on %s from %s on, it fell on %s", drop.Day, drop.Began, c.fall)
			}
			if drop.Since.Mean().AtLeast(drop.Baseline.Mean()) {
				t.Errorf("a drop from %v to %v", drop.Baseline, drop.Since)
			}
			if again, _ := alarm.FindDrop(all, today+1); again.Day != drop.Day {
				t.Errorf("a day later it was seen on %s", again.Day)
			}
		})
	}
	if _, found := alarm.FindDrop(nil, today); found {
		t.Error("nothing dropped")
	}
	few := tallies(rand.New(rand.NewPCG(1, 1)), today-80, today, today-20, 50, good, [3]float64{1, 0, 0})
	if _, found := alarm.FindDrop(few, today); found {
		t.Error("a baseline of 52 days is enough")
	}
}

// TestFalseDrops simulates procedures whose mark never moves: with volumes of
// half a rating to a thousand a day an alarm takes 1 097 days on average at
// least (statistics §10).
func TestFalseDrops(t *testing.T) {
	t.Parallel()
	test, _ := alarm.NewDropTest([]float64{0.08, 0.12, 0.80}, 0.001)
	for _, perDay := range []int{1, 10, 100} {
		random := rand.New(rand.NewPCG(uint64(perDay), 1971))
		const days = 20_000
		var state alarm.Cusum
		alarms := 0
		for day := range observatory.Day(days) {
			var c = statistics.Counts{0, 0, 0}
			for range perDay {
				switch u := random.Float64(); {
				case u < 0.08:
					c[0]++
				case u < 0.2:
					c[1]++
				default:
					c[2]++
				}
			}
			if state.Add(day+1, test.Term(c)); state.Alarm != 0 {
				alarms++
				state = alarm.Cusum{}
			}
		}
		if alarms > days/1097 {
			t.Errorf("%d a day: %d false alarms in %d days", perDay, alarms, days)
		}
	}
}
