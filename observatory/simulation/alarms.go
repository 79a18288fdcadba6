package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/statistics"
)

// How the watches are tried: on procedures with so many ratings a day, for so
// many days each, after a year from which their baseline is taken.
const (
	watchedDays = 1_000
	yearDays    = 365
	// drawsPerWatch is how many draws one procedure takes, patience how many
	// days a drop may go unseen.
	drawsPerWatch = 100
	patience      = 3 * yearDays
	// leastBetween is e⁷, the days between false alarms that the rules promise
	// (Lorden 1971); mostSilences the false silences of a procedure and year.
	leastBetween = 1096.6
	mostSilences = 0.2
)

func perDay() []float64 { return []float64{0.5, 2, 10, 100, 1000} }

// drops lets nothing happen to procedures and counts the alarms, then lets their
// mark fall by one point and counts the days until it is seen.
func drops(cfg Config, random *rand.Rand) Table {
	procedures := max(cfg.Draws/drawsPerWatch, 20)
	t := Table{
		Title: "Alarms about marks that drop",
		Note: fmt.Sprintf("%d procedures with a mark of 8.6, %d days each; then it falls to 7.6. A false alarm may come once in e⁷ days.",
			procedures, watchedDays),
		Header: []string{"ratings a day", "false alarms", "days between them", "required", "days until −1 point is seen"},
	}
	for _, volume := range perDay() {
		alarms, delay := 0, 0
		for range procedures {
			w := drawWatch(random, volume)
			alarms += w.falseAlarms
			delay += w.delay
		}
		days := float64(procedures * watchedDays)
		between := "none came"
		if alarms > 0 {
			between = fmt.Sprintf("%.0f", days/float64(alarms))
		}
		expected := days / leastBetween
		t.Rows = append(t.Rows, Row{
			Cells: []string{strconv.FormatFloat(volume, 'g', -1, 64), strconv.Itoa(alarms), between, "≥ 1097",
				fmt.Sprintf("%.1f", float64(delay)/float64(procedures))},
			Met: float64(alarms) <= expected+3*math.Sqrt(expected),
		})
	}
	return t
}

// watched is what the watch over one procedure did.
type watched struct{ falseAlarms, delay int }

// drawWatch draws the year of a baseline, days on which nothing changes, and
// those after a fall until it is seen.
func drawWatch(random *rand.Rand, volume float64) watched {
	before, after := []float64{0.08, 0.12, 0.80}, []float64{0.16, 0.16, 0.68}
	sum := make(statistics.Counts, len(before))
	var year []statistics.Counts
	for range yearDays {
		day := drawDay(random, volume, before)
		sum.Add(day)
		year = append(year, day)
	}
	shares := make([]float64, len(sum))
	for j, n := range sum {
		shares[j] = (float64(n) + 0.5) / (float64(sum.N()) + float64(len(sum))/2)
	}
	test, ok := alarm.NewDropTest(shares, alarm.DayCorrelation(year))
	if !ok {
		return watched{delay: patience}
	}
	var w watched
	var evidence alarm.Cusum
	for day := range observatory.Day(watchedDays) {
		if evidence.Add(day+1, test.Term(drawDay(random, volume, before))); evidence.Alarm != 0 {
			w.falseAlarms++
			evidence = alarm.Cusum{}
		}
	}
	evidence = alarm.Cusum{}
	for w.delay < patience && evidence.Alarm == 0 {
		w.delay++
		evidence.Add(observatory.Day(w.delay), test.Term(drawDay(random, volume, after)))
	}
	return w
}

func drawDay(random *rand.Rand, volume float64, shares []float64) statistics.Counts {
	return multinomial(random, uint64(distuv.Poisson{Lambda: volume, Src: random}.Rand()), shares)
}

// silences lets procedures be rated at their own rate and counts how often
// chance alone looks like a button that is gone.
func silences(cfg Config, random *rand.Rand) Table {
	years := max(cfg.Draws/drawsPerWatch, 20)
	t := Table{
		Title:  "Alarms about silence",
		Note:   fmt.Sprintf("%d years of procedures whose rate is known and does not change.", years),
		Header: []string{"ratings a day", "days without any", "false alarms a year", "required"},
	}
	for _, rate := range []float64{0.2, 1, 10, 100} {
		limit, _ := alarm.SilenceLimit(rate)
		alarms := 0
		for range years {
			quiet := 0
			for range yearDays {
				if drawDay(random, rate, []float64{1}).N() > 0 {
					quiet = 0
					continue
				}
				quiet++
				if float64(quiet) >= limit && float64(quiet-1) < limit {
					alarms++
				}
			}
		}
		expected := mostSilences * float64(years)
		t.Rows = append(t.Rows, Row{
			Cells: []string{strconv.FormatFloat(rate, 'g', -1, 64), fmt.Sprintf("%.1f", limit),
				fmt.Sprintf("%.3f", float64(alarms)/float64(years)), "≤ 0.2"},
			Met: float64(alarms) <= expected+3*math.Sqrt(expected),
		})
	}
	return t
}
