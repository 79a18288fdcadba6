package statistics

import "math/big"

// EnoughWeeks is the fewest weeks from which the design effect of weeks is
// estimated.
const EnoughWeeks = 8

// Cluster holds the answers that came together, in one ISO week: how many,
// and their sum in whole levels.
type Cluster struct {
	N, S1 uint64
}

// Weeks holds sums over the ISO weeks with answers, each with n answers that sum
// to s in whole levels: how many weeks, Σn², Σn·s and Σs². The design effect
// follows from them, and no single week does.
type Weeks struct {
	K  uint64 `json:"k"`
	NN uint64 `json:"nn"`
	NS uint64 `json:"ns"`
	SS uint64 `json:"ss"`
}

// Add adds one week; without answers it does not count.
func (w *Weeks) Add(c Cluster) {
	if c.N == 0 {
		return
	}
	w.K++
	w.NN += c.N * c.N
	w.NS += c.N * c.S1
	w.SS += c.S1 * c.S1
}

// Effect is the design effect of weeks (statistics §3): by how much the
// variance of the mean exceeds that of independent answers because those of
// one week resemble each other. The weeks add up to c. It is 1 with fewer than
// eight weeks or when all answers agree, and may be below 1.
//
// With n answers summing to S, K/(K−1)·Σ(s/J − m·n_w)²/(n·v) is
// K/(K−1)·(n²·Σs² − 2·n·S·Σn·s + S²·Σn²) / (n·(n·S2 − S²)): whole numbers.
func (w Weeks) Effect(c Counts) float64 {
	n, s := integer(c.N()), integer(c.S1())
	spread := new(big.Int).Sub(product(n, integer(c.S2())), product(s, s))
	if w.K < EnoughWeeks || spread.Sign() == 0 {
		return 1
	}
	sum := product(n, n, integer(w.SS))
	sum.Sub(sum, product(integer(2), n, s, integer(w.NS)))
	sum.Add(sum, product(s, s, integer(w.NN)))
	effect := new(big.Rat).SetFrac(sum.Mul(sum, integer(w.K)), product(integer(w.K-1), n, spread))
	value, _ := effect.Float64()
	return value
}

// WeeksEffect is Weeks.Effect of weeks that are not added up yet.
func WeeksEffect(c Counts, weeks []Cluster) float64 {
	var sums Weeks
	for _, week := range weeks {
		sums.Add(week)
	}
	return sums.Effect(c)
}

func integer(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

func product(factors ...*big.Int) *big.Int {
	p := big.NewInt(1)
	for _, factor := range factors {
		p.Mul(p, factor)
	}
	return p
}

// Citizens holds the sums over citizens who each gave m answers to one
// question, summing to y in whole levels: their number, Σm², Σm·y and Σy².
type Citizens struct {
	C  uint64 `json:"c"`
	MM uint64 `json:"mm"`
	MY uint64 `json:"my"`
	YY uint64 `json:"yy"`
}

// Effect is the design effect of citizens (statistics §3) on the mean of the
// answers c: a citizen who answers for several channels says much the same of
// each. With fewer than two citizens it is 1.
func (s Citizens) Effect(c Counts) float64 {
	n := float64(c.N())
	if s.C < 2 || n == 0 {
		return 1
	}
	mean, variance := c.Moments()
	if variance == 0 {
		return float64(s.MM) / n
	}
	top, citizens := float64(c.Top()), float64(s.C)
	sum := float64(s.YY)/(top*top) - float64(2*mean*float64(s.MY)/top) + float64(mean*mean*float64(s.MM))
	return citizens / (citizens - 1) * sum / (n * variance)
}
