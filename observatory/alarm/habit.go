package alarm

import (
	"math"
	"time"

	"servicequality/observatory"
)

// habit is how many ratings come in an hour of the day.
type habit struct {
	mean float64
	// spread is the squared coefficient of variation of an hour's count: by
	// chance, because days differ, and because the mean is known from few.
	spread float64
	// known says whether the days are enough for a judgement.
	known bool
}

// exceeded says whether n ratings are more than the habit explains.
func (u habit) exceeded(n uint64) bool {
	variance := math.Log(1 + u.spread)
	deviation := math.Log(float64(n)/u.mean) + float64(variance/2)
	return u.known && deviation > burstQuantile*math.Sqrt(variance)
}

// profile holds a procedure's ratings by Paris day and hour of the day.
type profile struct {
	days  map[observatory.Day]*[24]float64
	first observatory.Day
}

func newProfile(hours []HourCount) *profile {
	p := &profile{days: map[observatory.Day]*[24]float64{}}
	for _, h := range hours {
		day := observatory.DayOf(h.Hour)
		if p.days[day] == nil {
			p.days[day] = new([24]float64)
		}
		p.days[day][h.Hour.In(observatory.Paris()).Hour()] += float64(h.Ratings)
	}
	if len(hours) > 0 {
		p.first = observatory.DayOf(hours[0].Hour)
	}
	return p
}

// at is the habit at that hour, from the days before its own.
func (p *profile) at(hour time.Time) habit {
	day := observatory.DayOf(hour)
	start := max(day-burstHistory, p.first)
	if day-start < leastBurstHistory {
		return habit{}
	}
	var kinds [2]dayKind // working days, weekends
	for d := start; d < day; d++ {
		kinds[d.Weekend()].add(p.days[d])
	}
	// α by moments, over the hours of both kinds.
	var excess, weight float64
	for _, k := range kinds {
		e, w := k.dispersion()
		excess, weight = excess+e, weight+w
	}
	alpha := leastDispersion
	if weight > 0 {
		alpha = max(alpha, excess/weight)
	}
	like := kinds[day.Weekend()]
	total := like.sum[hour.In(observatory.Paris()).Hour()] + 0.5
	mean := total / like.n
	return habit{mean: mean, spread: alpha + 1/mean + alpha/like.n + 1/total, known: like.n > 0}
}

// dayKind adds up the days that have the same habits, by hour.
type dayKind struct {
	n            float64
	sum, squares [24]float64
}

func (k *dayKind) add(counts *[24]float64) {
	k.n++
	if counts == nil {
		return
	}
	for i, c := range counts {
		k.sum[i] += c
		k.squares[i] += float64(c * c)
	}
}

// dispersion is what α is the quotient of: Σ(x − m)² has the mean
// (n − 1)(m + αm²).
func (k *dayKind) dispersion() (excess, weight float64) {
	if k.n < 2 {
		return 0, 0
	}
	for i := range k.sum {
		m := k.sum[i] / k.n
		excess += k.squares[i] - float64(k.n*m*m) - float64((k.n-1)*m)
		weight += float64((k.n - 1) * m * m)
	}
	return excess, weight
}
