package alarm

import (
	"cmp"
	"math"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

// The measures of the watch over a mark (statistics §10).
const (
	// dropScore is the evidence at which the watch raises an alarm: false ones
	// are at least e⁷ = 1 097 days apart on average (Lorden 1971).
	dropScore = 7
	// A drop of one point is looked for, but not below the least mark.
	dropPoints = 1
	leastMark  = 0.2
)

// DropTest weighs the answers of a day: how much more they speak for a mark
// that is one point lower than for the baseline (statistics §10). The lower
// alternative is the baseline tilted by e^(−θa), a being an answer's points.
type DropTest struct {
	// Theta is θ, by point; Scores are ℓ, one for each level, worst first.
	Theta  float64
	Scores []float64
	// Correlation is ρ, that of the answers of one day.
	Correlation float64
}

// NewDropTest makes the test of a baseline with these shares of the levels,
// worst first, each above 0 and adding up to 1. It returns false when the
// baseline's mark is so low that nothing lower can be looked for.
func NewDropTest(shares []float64, correlation float64) (DropTest, bool) {
	mark, _ := tilted(shares, 0)
	target := max(leastMark, mark-dropPoints)
	if target >= mark {
		return DropTest{}, false
	}
	low, high := 0.0, 1.0
	for m, _ := tilted(shares, high); m > target; m, _ = tilted(shares, high) {
		low, high = high, 2*high
	}
	for middle := (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2 {
		if m, _ := tilted(shares, middle); m > target {
			low = middle
		} else {
			high = middle
		}
	}
	_, mass := tilted(shares, high)
	t := DropTest{Theta: high, Scores: make([]float64, len(shares)), Correlation: correlation}
	for j := range shares {
		t.Scores[j] = -float64(high*points(j, len(shares))) - math.Log(mass)
	}
	return t, true
}

// tilted is the mark of the shares tilted by θ, and Σ p·e^(−θa).
func tilted(shares []float64, theta float64) (mark, mass float64) {
	var sum float64
	for j, p := range shares {
		a := points(j, len(shares))
		weight := float64(p * math.Exp(-theta*a))
		mass += weight
		sum += float64(weight * a)
	}
	return sum / mass, mass
}

// points is what level j of so many is worth, 0 to 10.
func points(j, levels int) float64 { return 10 * float64(j) / float64(levels-1) }

// Term is what a day's answers add to the evidence: Σ c·ℓ/(1 + (n − 1)ρ).
func (t DropTest) Term(c statistics.Counts) float64 {
	var sum float64
	for j, n := range c {
		sum += float64(float64(n) * t.Scores[j])
	}
	return sum / (1 + float64((float64(c.N())-1)*t.Correlation))
}

// Cusum is the cumulative sum of the evidence for a drop and, while an alarm lasts, for
// its end. The zero Cusum holds no evidence.
type Cusum struct {
	// Score is C, 0 to 7; Began is the first day of the evidence in it.
	Score float64
	Began observatory.Day
	// Alarm is the day on which C reached 7, 0 while all is well.
	Alarm observatory.Day
	back  float64
}

// Add takes in the term of a closed day. An alarm lasts until the same terms
// speak as strongly against it: the mirrored sum reaches 7.
func (s *Cusum) Add(day observatory.Day, term float64) {
	if s.Alarm != 0 {
		if s.back = max(0, s.back-term); s.back >= dropScore {
			*s = Cusum{}
		}
		return
	}
	if s.Score == 0 {
		s.Began = day
	}
	switch s.Score = max(0, s.Score+term); {
	case s.Score == 0:
		s.Began = 0
	case s.Score >= dropScore:
		s.Score, s.Alarm, s.back = 0, day, 0
	}
}

// Drop is a mark that fell, and did not come back yet.
type Drop struct {
	// Day is when the alarm was raised, Began when the evidence for it began.
	Day, Began observatory.Day
	// Series of the answers; Baseline are those of the twelve months against
	// which the drop was seen, Since those from Began on.
	Series          string
	Baseline, Since statistics.Counts
}

// dropHistory is how many days the watch looks back: it forgets nothing, for
// the evidence returns to 0 again and again.
const dropHistory = 365

// DropWindow is the span of days whose tallies FindDrop wants on that day.
func DropWindow(today observatory.Day) observatory.Window {
	return observatory.Window{Start: observatory.TwelveMonths(today - dropHistory - baselineLag).Start, End: today}
}

// FindDrop watches the mark of satisfaction through the last year: the headline
// population's daily tallies, in the order of days, of the closed days before
// today. It returns the drop that lasts, or false.
func FindDrop(tallies []rating.Tally, today observatory.Day) (Drop, bool) {
	series := indicator.MainSeries(tallies, rating.QuestionSatisfaction, (*rating.Slice).Headline)
	if series == "" {
		return Drop{}, false
	}
	w := newWatch(tallies, series, today)
	var state Cusum
	var drop Drop
	for i, day := range w.days {
		if day < today-dropHistory {
			continue
		}
		test, ok := w.test(day)
		if !ok {
			continue
		}
		fine, began := state.Alarm == 0, cmp.Or(state.Began, day)
		if state.Add(day, test.Term(w.answers[i])); fine && state.Alarm != 0 {
			drop = Drop{Day: day, Began: began, Series: series, Baseline: slices.Clone(w.base.counts)}
		}
	}
	if state.Alarm == 0 {
		return Drop{}, false
	}
	drop.Since = make(statistics.Counts, len(w.base.counts))
	for i, day := range w.days {
		if day >= drop.Began {
			drop.Since.Add(w.answers[i])
		}
	}
	return drop, true
}

// watch goes through the days on which somebody answered, with the baseline of
// each.
type watch struct {
	days    []observatory.Day
	answers []statistics.Counts
	base    *baseline
	first   int // day of the baseline
	next    int // day after it
}

// newWatch takes the headline population's answers in the series, of the days
// before today.
func newWatch(tallies []rating.Tally, series string, today observatory.Day) *watch {
	levels := rating.Levels(rating.QuestionSatisfaction, series)
	w := &watch{base: newBaseline(levels)}
	for _, t := range tallies {
		c := make(statistics.Counts, levels)
		for i := range t.Slices {
			s := &t.Slices[i]
			if s.Question == rating.QuestionSatisfaction && s.Headline() && rating.Series(s.Question, s.Instrument) == series {
				c.Add(s.Counts[:levels])
			}
		}
		if t.Day < today && c.N() > 0 {
			w.days, w.answers = append(w.days, t.Day), append(w.answers, c)
		}
	}
	return w
}

// test moves the baseline to the twelve months that end 28 days before the day,
// which never goes back, and returns its test.
func (w *watch) test(day observatory.Day) (DropTest, bool) {
	span := observatory.TwelveMonths(day - baselineLag)
	for ; w.next < len(w.days) && w.days[w.next] < span.End; w.next++ {
		w.base.add(w.answers[w.next])
	}
	for ; w.first < w.next && w.days[w.first] < span.Start; w.first++ {
		w.base.remove(w.answers[w.first])
	}
	return w.base.test()
}
