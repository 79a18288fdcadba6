package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"servicequality/observatory/statistics"
)

// What a family of procedures looks like: so many of them, over years of so
// many weeks, of which one in five really changed.
const (
	familySize   = 200
	weeksOfYear  = 52
	changedShare = 5
	// drawsPerFamily is how many draws one family takes.
	drawsPerFamily = 200
)

// falseDiscoveries counts the false ones among the changes called significant,
// when the answers of one week resemble each other.
func falseDiscoveries(cfg Config, random *rand.Rand) Table {
	families := max(cfg.Draws/drawsPerFamily, 5)
	t := Table{
		Title: "False discoveries among significant changes",
		Note: fmt.Sprintf("%d families of %d procedures with 3 to 3000 answers a week, of which one in %d fell by 0.3 points or none did.",
			families, familySize, changedShare),
		Header: []string{"weekly correlation", "changed", "design effect", "found", "false discovery rate", "required"},
	}
	for _, c := range []struct {
		correlation float64
		every       int
		effect      bool
	}{{0, changedShare, true}, {0.002, changedShare, true}, {0.002, 0, true}, {0.002, changedShare, false}} {
		var rates []float64
		found := 0
		for range families {
			f := drawFamily(random, c.correlation, c.every, c.effect)
			rates = append(rates, f.rate())
			found += f.found
		}
		rate, standardError := summary(rates)
		row := Row{
			Cells: []string{strconv.FormatFloat(c.correlation, 'g', -1, 64), changed(c.every), onOff(c.effect),
				fmt.Sprintf("%.1f", float64(found)/float64(families)), fmt.Sprintf("%.4f", rate), "≤ 0.05"},
			Met: rate-3*standardError <= statistics.FalseDiscoveryRate,
		}
		if !c.effect { // what would happen: nothing is required
			row.Cells[5], row.Met = "–", true
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func changed(every int) string {
	if every == 0 {
		return "none"
	}
	return "1 in " + strconv.Itoa(every)
}

func onOff(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

func summary(values []float64) (mean, standardError float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares) / float64(len(values))
}

// discoveries counts the changes of one family that were found.
type discoveries struct{ found, false int }

func (d discoveries) rate() float64 { return float64(d.false) / float64(max(d.found, 1)) }

// drawFamily draws two years of every procedure of a family and tests them.
// One in every of them fell by 0.3 points; 0 means none.
func drawFamily(random *rand.Rand, correlation float64, every int, effect bool) discoveries {
	p := make([]float64, familySize)
	for i := range p {
		truth := []float64{0.05 + 0.15*random.Float64(), 0.05 + 0.25*random.Float64(), 0}
		truth[2] = 1 - truth[0] - truth[1]
		later := append([]float64(nil), truth...)
		if every > 0 && i%every == 0 {
			later[0], later[2] = later[0]+0.03, later[2]-0.03
		}
		weekly := math.Exp(math.Log(3) + random.Float64()*math.Log(1000))
		p[i] = statistics.Compare(drawYear(random, later, weekly, correlation, effect), drawYear(random, truth, weekly, correlation, effect)).P
	}
	var d discoveries
	for i, adjusted := range statistics.AdjustedP(p) {
		if statistics.Significant(adjusted) {
			d.found++
			if every == 0 || i%every != 0 {
				d.false++
			}
		}
	}
	return d
}

// drawYear draws a year's answers. Each week's truth is drawn around the year's
// so that two answers of one week have the correlation (Dirichlet).
func drawYear(random *rand.Rand, truth []float64, weekly, correlation float64, effect bool) statistics.Measure {
	m := statistics.Measure{Counts: make(statistics.Counts, len(truth)), Deff: 1}
	var weeks []statistics.Cluster
	for range weeksOfYear {
		n := uint64(distuv.Poisson{Lambda: weekly, Src: random}.Rand())
		counts := statistics.Counts(multinomial(random, n, weekOf(random, truth, correlation)))
		m.Counts.Add(counts)
		weeks = append(weeks, statistics.Cluster{N: n, S1: counts.S1()})
	}
	if effect {
		m.Deff = max(1, statistics.WeeksEffect(m.Counts, weeks))
	}
	return m
}

func weekOf(random *rand.Rand, truth []float64, correlation float64) []float64 {
	if correlation == 0 {
		return truth
	}
	concentration := 1/correlation - 1
	week, sum := make([]float64, len(truth)), 0.0
	for j, share := range truth {
		week[j] = distuv.Gamma{Alpha: share * concentration, Beta: 1, Src: random}.Rand()
		sum += week[j]
	}
	for j := range week {
		week[j] /= sum
	}
	return week
}

// leastPower is how often a fall of the smallest visible size must be seen.
const leastPower = 0.75

// power lets a mark fall by what is said to be visible in four cases of five.
func power(cfg Config, random *rand.Rand) Table {
	t := Table{
		Title:  "Power at the smallest visible drop",
		Note:   fmt.Sprintf("%d pairs of samples, the later one's truth lower by the drop.", cfg.Draws),
		Header: []string{"answers", "drop", "seen", "required"},
	}
	for _, counts := range []statistics.Counts{{8, 12, 80}, {80, 120, 800}, {5, 13, 232}, {20, 80}} {
		n := counts.N()
		before := statistics.Measure{Counts: counts, Deff: 1}
		drop, ok := statistics.SmallestDrop(before, n, 1)
		truth := make([]float64, len(counts))
		for j, c := range counts {
			truth[j] = float64(c) / float64(n)
		}
		later, seen := lowered(truth, drop), 0
		for range cfg.Draws {
			now := statistics.Measure{Counts: multinomial(random, n, later), Deff: 1}
			then := statistics.Measure{Counts: multinomial(random, n, truth), Deff: 1}
			if statistics.Compare(now, then).High < 0 {
				seen++
			}
		}
		rate := float64(seen) / float64(cfg.Draws)
		t.Rows = append(t.Rows, Row{
			Cells: []string{fmt.Sprint(counts), fmt.Sprintf("%.4f", drop), fmt.Sprintf("%.3f", rate), fmt.Sprintf("≥ %.2f", leastPower)},
			Met:   ok && rate+3*math.Sqrt(rate*(1-rate)/float64(cfg.Draws)) >= leastPower,
		})
	}
	return t
}

// lowered is a truth of two or three levels whose mean is lower and whose
// dispersion, relative to the greatest of its mean, is the same.
func lowered(truth []float64, drop float64) []float64 {
	m := mean(truth)
	if len(truth) == 2 {
		return []float64{1 - m + drop, m - drop}
	}
	square := truth[1]/4 + truth[2]
	ratio := (square - m*m) / (m * (1 - m))
	m -= drop
	square = ratio*m*(1-m) + m*m
	medium := 4 * (m - square)
	good := m - medium/2
	return []float64{1 - medium - good, medium, good}
}
