package observatory

// enoughWeeks is the fewest weeks from which the design effect of weeks is
// estimated.
const enoughWeeks = 8

// Cluster holds the answers that came together, in one ISO week: how many,
// and their sum in whole levels.
type Cluster struct {
	N, S1 uint64
}

// WeeksEffect is the design effect of weeks (statistics §3): by how much the
// variance of the mean exceeds that of independent answers because those of
// one week resemble each other. The clusters add up to c; those without
// answers do not count. It is 1 with fewer than eight weeks or when all
// answers agree, and may be below 1.
func WeeksEffect(c Counts, weeks []Cluster) float64 {
	n := float64(c.N())
	if n == 0 {
		return 1
	}
	mean, variance := c.moments()
	top := float64(c.top())
	var k, sum float64
	for _, w := range weeks {
		if w.N == 0 {
			continue
		}
		k++
		deviation := float64(w.S1)/top - float64(mean*float64(w.N))
		sum += float64(deviation * deviation)
	}
	if k < enoughWeeks || variance == 0 {
		return 1
	}
	return k / (k - 1) * sum / (n * variance)
}

// Citizens holds the sums over citizens who each gave m answers to one
// question, summing to y in whole levels: their number, Σm², Σm·y and Σy².
type Citizens struct {
	C, MM, MY, YY uint64
}

// Effect is the design effect of citizens (statistics §3) on the mean of the
// answers c: a citizen who answers for several channels says much the same of
// each. With fewer than two citizens it is 1.
func (s Citizens) Effect(c Counts) float64 {
	n := float64(c.N())
	if s.C < 2 || n == 0 {
		return 1
	}
	mean, variance := c.moments()
	if variance == 0 {
		return float64(s.MM) / n
	}
	top, citizens := float64(c.top()), float64(s.C)
	sum := float64(s.YY)/(top*top) - float64(2*mean*float64(s.MY)/top) + float64(mean*mean*float64(s.MM))
	return citizens / (citizens - 1) * sum / (n * variance)
}
