package summary

import "servicequality/observatory"

// OnlineTarget is how many procedures the State set out to put online.
const OnlineTarget = 250

// mostTracked is the longest list whose rate over OnlineTarget still means
// something: at most 4 % more procedures than the target.
const mostTracked = 260

// What a procedure weighs in the weighted rate, in hundredths.
const (
	weightDone    = 100
	weightPartial = 50
	weightBeta    = 10
)

// Dematerialisation gives how much of the list is online by the three rules
// in use, in percent (statistics §9). Rates are nil when nothing is tracked.
type Dematerialisation struct {
	// Strict is (yes + proactive) / n.
	Strict *observatory.Micro `json:"strict"`
	// Weighted is (100·(yes + proactive + local_rollout) + 50·partial +
	// 10·beta) / n.
	Weighted *observatory.Micro `json:"weighted"`
	// AtLeastPartial is (yes + proactive + local_rollout + partial + beta) / n.
	AtLeastPartial *observatory.Micro `json:"at_least_partial"`
	// StrictOfTarget is (yes + proactive) / Target, nil while more than 260
	// procedures are tracked.
	StrictOfTarget *observatory.Micro `json:"strict_of_target"`
	Target         uint64             `json:"target"`
}

// OnlineCounts counts procedures by how much of them can be done online. All
// of them are tracked: unknown counts as no.
type OnlineCounts struct {
	Yes          uint64 `json:"yes"`
	LocalRollout uint64 `json:"local_rollout"`
	Partial      uint64 `json:"partial"`
	Beta         uint64 `json:"beta"`
	No           uint64 `json:"no"`
	Proactive    uint64 `json:"proactive"`
	Unknown      uint64 `json:"unknown"`
}

// CountOnline counts the procedures; a word that is none of the vocabulary
// counts as unknown.
func CountOnline(procedures []observatory.Procedure) OnlineCounts {
	var c OnlineCounts
	for i := range procedures {
		switch procedures[i].Online {
		case observatory.OnlineYes:
			c.Yes++
		case observatory.OnlineLocalRollout:
			c.LocalRollout++
		case observatory.OnlinePartial:
			c.Partial++
		case observatory.OnlineBeta:
			c.Beta++
		case observatory.OnlineNo:
			c.No++
		case observatory.OnlineProactive:
			c.Proactive++
		default:
			c.Unknown++
		}
	}
	return c
}

// N is how many procedures are tracked.
func (c OnlineCounts) N() uint64 {
	return c.Yes + c.LocalRollout + c.Partial + c.Beta + c.No + c.Proactive + c.Unknown
}

// Strict is how many procedures are fully online everywhere: a right granted
// without being asked for is.
func (c OnlineCounts) Strict() uint64 { return c.Yes + c.Proactive }

// Dematerialisation computes the rates.
func (c OnlineCounts) Dematerialisation() Dematerialisation {
	n, done := c.N(), c.Strict()+c.LocalRollout
	d := Dematerialisation{
		Strict:         observatory.Ratio{Num: c.Strict(), Den: n}.Micro(100),
		Weighted:       c.weighted().Micro(100),
		AtLeastPartial: observatory.Ratio{Num: done + c.Partial + c.Beta, Den: n}.Micro(100),
		Target:         OnlineTarget,
	}
	if n > 0 && n <= mostTracked {
		d.StrictOfTarget = observatory.Ratio{Num: c.Strict(), Den: OnlineTarget}.Micro(100)
	}
	return d
}

func (c OnlineCounts) weighted() observatory.Ratio {
	done := c.Strict() + c.LocalRollout
	return observatory.Ratio{Num: weightDone*done + weightPartial*c.Partial + weightBeta*c.Beta, Den: 100 * c.N()}
}
