package alarm

import "servicequality/observatory/statistics"

// What a mark is compared with before an alarm is raised (statistics §10): the
// answers of twelve months that end so many days ago, with at least so many
// ratings on so many days. The correlation of the answers of one day is kept
// between the last two.
const (
	baselineLag         = 28
	baselineRatings     = 200
	baselineDays        = 60
	leastCorrelation    = 0.001
	greatestCorrelation = 0.1
)

// baseline adds up the answers of days, as integers, so that days can be taken
// out again.
type baseline struct {
	counts     statistics.Counts
	days       int
	n2, sn, s2 uint64 // Σn², Σn·S₁ and Σ S₁² of the days
}

func newBaseline(levels int) *baseline { return &baseline{counts: make(statistics.Counts, levels)} }

// add takes a day in; remove takes it out.
func (b *baseline) add(c statistics.Counts) {
	b.counts.Add(c)
	b.days++
	n, s := c.N(), c.S1()
	b.n2, b.sn, b.s2 = b.n2+n*n, b.sn+n*s, b.s2+s*s
}

func (b *baseline) remove(c statistics.Counts) {
	for j, n := range c {
		b.counts[j] -= n
	}
	b.days--
	n, s := c.N(), c.S1()
	b.n2, b.sn, b.s2 = b.n2-n*n, b.sn-n*s, b.s2-s*s
}

// correlation is ρ: how much the answers of one day resemble each other.
func (b *baseline) correlation() float64 {
	n, pairs := float64(b.counts.N()), float64(b.n2)-float64(b.counts.N())
	if pairs == 0 {
		return leastCorrelation
	}
	m, v := b.counts.Moments()
	if v == 0 {
		return leastCorrelation
	}
	top := float64(b.counts.Top())
	squares := float64(b.s2)/float64(top*top) - float64(2*m*float64(b.sn)/top) + float64(m*m*float64(b.n2))
	rho := (squares/v - (n - float64(b.n2)/n)) / pairs
	return min(max(rho, leastCorrelation), greatestCorrelation)
}

// test is the test of the baseline, false when there is too little of it.
func (b *baseline) test() (DropTest, bool) {
	if b.counts.N() < baselineRatings || b.days < baselineDays {
		return DropTest{}, false
	}
	shares := make([]float64, len(b.counts))
	for j, c := range b.counts {
		shares[j] = (float64(c) + 0.5) / (float64(b.counts.N()) + float64(float64(len(shares))/2))
	}
	return NewDropTest(shares, b.correlation())
}

// DayCorrelation is ρ of days, each with its answers; days without any do not
// count.
func DayCorrelation(days []statistics.Counts) float64 {
	if len(days) == 0 {
		return leastCorrelation
	}
	b := newBaseline(len(days[0]))
	for _, c := range days {
		if c.N() > 0 {
			b.add(c)
		}
	}
	return b.correlation()
}
