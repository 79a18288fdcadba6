package aggregator_test

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// This file judges single ratings again, in the plainest way that the method
// can be read, and with none of the domain's formulas: it uses its words
// alone.

// naiveFigure is what must come out for one procedure and kind.
type naiveFigure struct {
	state     string
	value     string // six digits after the point
	level     string
	n         int
	low, high float64
	deff      float64
}

// judged says which ratings were decided about after they came.
type judged struct{ erased, quarantined map[uuid.UUID]bool }

// answer is one citizen's: the levels given to one question, from 0, and when.
type answer struct {
	levels []int
	week   observatory.Day
}

// naively recounts a kind from all ratings of a procedure.
func naively(p observatory.Procedure, kind indicator.Kind, ratings []rating.Rating, decided judged) naiveFigure {
	start, end := observatory.NewDay(2025, time.November, 1), observatory.NewDay(2026, time.November, 1)
	var first, last observatory.Day
	groups := map[string][]answer{}                // by scale
	months := map[string]map[observatory.Day]int{} // by scale, of all time
	for _, r := range ratings {
		day := r.Day()
		counts := !decided.erased[r.ID] && !decided.quarantined[r.ID] && r.Doubt == "" && r.Channel == "online"
		if !counts || day >= end {
			continue
		}
		if first == 0 || day < first {
			first = day
		}
		scale, levels := answered(kind, r)
		if len(levels) > 0 {
			if months[scale] == nil {
				months[scale] = map[observatory.Day]int{}
			}
			months[scale][day.FirstOfMonth()]++
		}
		if day < start {
			continue
		}
		last = max(last, day)
		weekday := (int(day.Date().Weekday()) + 6) % 7 // Monday is 0
		if len(levels) > 0 {
			groups[scale] = append(groups[scale], answer{levels, day - observatory.Day(weekday)})
		}
	}
	scale, answers := "", []answer(nil)
	for name, group := range groups { // most citizens; of equals the newer scale
		if len(group) > len(answers) || len(group) == len(answers) && name > scale {
			scale, answers = name, group
		}
	}
	f := naiveFigure{n: len(answers)}
	if f.n < 100 {
		f.state = withheld(p, kind, first, f.n)
		return f
	}
	if apart(months[scale], start) {
		f.state = "cell_too_small"
		return f
	}
	if end-1-last > 90 {
		f.state = "stale"
		return f
	}
	f.state = "published"
	if first > start {
		f.state = "partial_window"
	}
	f.measure(kind, scale, answers)
	return f
}

// apart says whether the window's first day parts months that hold five citizens
// only together, or fewer than five wait in its last months: charts show neither,
// and would tell their answers beside the figure.
func apart(months map[observatory.Day]int, start observatory.Day) bool {
	waiting, from := 0, observatory.Day(0)
	for month := observatory.NewDay(2020, time.January, 1); month < observatory.NewDay(2027, time.January, 1); month = month.AddMonths(1) {
		if months[month] == 0 {
			continue
		}
		if waiting == 0 {
			from = month
		}
		if waiting += months[month]; waiting < 5 {
			continue
		}
		if from < start && start <= month {
			return true
		}
		waiting = 0
	}
	return waiting > 0
}

// withheld says why there is no figure of too few.
func withheld(p observatory.Procedure, kind indicator.Kind, first observatory.Day, n int) string {
	for _, exempt := range p.Exempt {
		if exempt == string(kind)+":it has no text" {
			return "not_applicable"
		}
	}
	switch {
	case p.Online == "no":
		return "not_online"
	case p.Button == "no":
		return "no_button"
	case first == 0 && n == 0:
		return "pending"
	}
	return "below_minimum"
}

// answered gives the levels that a rating answers to the question of a kind.
func answered(kind indicator.Kind, r rating.Rating) (scale string, levels []int) {
	one := func(scale string, level uint8) (string, []int) {
		if level == 0 {
			return scale, nil
		}
		return scale, []int{int(level) - 1}
	}
	switch kind {
	case "satisfaction":
		return one("3", r.Satisfaction)
	case "clarity":
		if r.Instrument == "jdma-2" {
			return one("3", r.Clarity)
		}
		return one("5", r.Clarity)
	case "autonomy":
		if len(r.Help) == 0 {
			return "2", nil
		}
		if r.Help[0].Channel == "none" {
			return "2", []int{1}
		}
		return "2", []int{0}
	}
	for _, h := range r.Help {
		if h.Channel != "counter" && h.Channel != "phone" && h.Channel != "email" && h.Channel != "chat" {
			continue
		}
		if kind == "help_reachable" && h.Reached > 0 {
			levels = append(levels, int(h.Reached)-1)
		}
		if kind == "help_quality" && h.Quality > 0 {
			levels = append(levels, int(h.Quality)-1)
		}
	}
	if kind == "help_reachable" {
		return "2", levels
	}
	return "5", levels
}

// measure computes mean, level, design effect and interval (statistics §1–3).
func (f *naiveFigure) measure(kind indicator.Kind, scale string, answers []answer) {
	top, _ := strconv.Atoi(scale)
	top--
	best := 10.0
	if kind == "help_reachable" || kind == "autonomy" {
		best = 100
	}
	mean := new(big.Rat)
	var n, squares float64
	weeks := map[observatory.Day][]float64{}
	for _, a := range answers {
		for _, l := range a.levels {
			x := big.NewRat(int64(l), int64(top))
			mean.Add(mean, x)
			value, _ := x.Float64()
			squares += value * value
			weeks[a.week] = append(weeks[a.week], value)
			n++
		}
	}
	mean.Quo(mean, new(big.Rat).SetFloat64(n))
	f.level = lights(kind, mean)
	shown := new(big.Rat).Mul(mean, new(big.Rat).SetFloat64(best*1e6))
	shown.Add(shown, big.NewRat(1, 2))
	micros := new(big.Int).Div(shown.Num(), shown.Denom()) // floor: half up
	whole, rest := new(big.Int).DivMod(micros, big.NewInt(1e6), new(big.Int))
	digits := "000000" + rest.String()
	f.value = whole.String() + "." + digits[len(digits)-6:]

	m, _ := mean.Float64()
	variance := squares/n - m*m
	f.deff = 1
	if variance > 1e-12 {
		f.deff = max(1, spread(weeks, m, n, variance), citizens(kind, answers, m, n, variance, top))
	} else if kind == "help_reachable" || kind == "help_quality" {
		var mm float64
		for _, a := range answers {
			mm += float64(len(a.levels) * len(a.levels))
		}
		f.deff = max(1, mm/n)
	}
	f.low, f.high = between(m, variance, n, f.deff)
	f.low, f.high = f.low*best, f.high*best
}

// lights compares the exact mean with the bounds.
func lights(kind indicator.Kind, mean *big.Rat) string {
	green, yellow := big.NewRat(8, 10), big.NewRat(5, 10)
	switch kind {
	case "autonomy":
		return ""
	case "help_reachable":
		green, yellow = big.NewRat(85, 100), big.NewRat(70, 100)
	}
	switch {
	case mean.Cmp(green) >= 0:
		return "green"
	case mean.Cmp(yellow) >= 0:
		return "yellow"
	}
	return "red"
}

// spread is the design effect of weeks.
func spread(weeks map[observatory.Day][]float64, mean, n, variance float64) float64 {
	k := float64(len(weeks))
	if k < 8 {
		return 1
	}
	var sum float64
	for _, values := range weeks {
		var apart float64
		for _, x := range values {
			apart += x - mean
		}
		sum += apart * apart
	}
	return k / (k - 1) * sum / (n * variance)
}

// citizens is the design effect of citizens who answer several times.
func citizens(kind indicator.Kind, answers []answer, mean, n, variance float64, top int) float64 {
	c := float64(len(answers))
	if kind != "help_reachable" && kind != "help_quality" || c < 2 {
		return 1
	}
	var sum float64
	for _, a := range answers {
		var apart float64
		for _, l := range a.levels {
			apart += float64(l)/float64(top) - mean
		}
		sum += apart * apart
	}
	return c / (c - 1) * sum / (n * variance)
}

// between is Wilson's interval with continuity correction, its variance scaled
// by the dispersion.
func between(m, v, n, deff float64) (low, high float64) {
	const z = 1.959963984540
	phi := 1.0
	if worst := m * (1 - m); worst > 0 {
		phi = (n*v/worst + z*z) / (n + z*z)
	}
	size := n / (phi * deff)
	limit := func(x float64) float64 {
		if x <= 0 {
			return 0
		}
		return max(0, (2*size*x+z*z-z*math.Sqrt(z*z+4*size*x*(1-x)))/(2*(size+z*z)))
	}
	c := deff / (2 * n)
	return limit(m - c), 1 - limit(1-m-c)
}
