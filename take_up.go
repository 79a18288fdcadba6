package observatory

import (
	"math/big"
	"slices"
)

// TakeUp gives the share of transactions done online, in percent, over three
// named sets of procedures (statistics §9). Values are nil when their set is
// empty.
type TakeUp struct {
	// Declared is how many procedures declare both volumes; Plain is the mean
	// of their shares, Weighted the share of their transactions.
	Declared uint64 `json:"declared"`
	Plain    *Micro `json:"plain"`
	Weighted *Micro `json:"weighted"`
	// Online adds the procedures that are online to any degree and declare a
	// total but not what is done online: that lies between nothing and all.
	Online TakeUpBounds `json:"online"`
	// All further adds the procedures that are not online, with nothing done
	// online.
	All TakeUpBounds `json:"all"`
	// WithoutTotal is how many procedures declare no total, or one of 0: they
	// are left out.
	WithoutTotal uint64 `json:"without_total"`
	// LargestShare is what the procedure with the most transactions weighs in
	// Weighted, in percent; WithoutLargest is Weighted without it; Effective is
	// the number of equal procedures that would spread the weight as much.
	LargestShare   *Micro `json:"largest_share"`
	WithoutLargest *Micro `json:"without_largest"`
	Effective      *Micro `json:"effective"`
	// Rounding bounds Weighted as far as shares that were declared as a
	// percentage alone leave it open: a whole percentage may be half of one off.
	Rounding TakeUpBounds `json:"rounding"`
}

// TakeUpBounds bounds a share of which some parts are not known.
type TakeUpBounds struct {
	Procedures uint64 `json:"procedures"`
	Low        *Micro `json:"low"`
	High       *Micro `json:"high"`
}

// OnlineShare is the exact share of the procedure's transactions that are done
// online, as declared: from both volumes, else the declared percentage. It
// does not exist when neither is known, or when they contradict each other
// (more online than in all, which an import refuses).
func (p *Procedure) OnlineShare() Ratio {
	switch {
	case p.VolumeTotal != nil && p.VolumeOnline != nil:
		if *p.VolumeOnline > *p.VolumeTotal {
			return Ratio{}
		}
		return Ratio{*p.VolumeOnline, *p.VolumeTotal}
	case p.VolumeShare != nil && *p.VolumeShare >= 0 && *p.VolumeShare <= 100:
		return percentRatio(*p.VolumeShare)
	}
	return Ratio{}
}

// MeasureTakeUp computes the take-up of a list of procedures.
func MeasureTakeUp(procedures []Procedure) TakeUp {
	var declared, silent, absent volumes
	t := TakeUp{}
	for i := range procedures {
		p := &procedures[i]
		switch share := p.OnlineShare(); {
		case p.VolumeTotal == nil || *p.VolumeTotal == 0:
			t.WithoutTotal++
		case share.Exists():
			declared.add(*p.VolumeTotal, share)
		case p.Online == OnlineNo || p.Online == OnlineUnknown || p.Online == "":
			absent.add(*p.VolumeTotal, Ratio{0, 1})
		default:
			silent.add(*p.VolumeTotal, Ratio{1, 1}) // at most
		}
	}
	online := declared.online()
	most := new(big.Rat).Add(online, silent.online())
	t.Declared, t.Plain, t.Weighted = declared.procedures(), declared.plain(), percentOf(online, declared.total)
	declared.concentration(&t)
	t.Rounding = boundRounding(procedures, declared.total)

	total := declared.total + silent.total
	t.Online = TakeUpBounds{t.Declared + silent.procedures(), percentOf(online, total), percentOf(most, total)}
	total += absent.total
	t.All = TakeUpBounds{t.Online.Procedures + absent.procedures(), percentOf(online, total), percentOf(most, total)}
	return t
}

// boundRounding bounds the share of the declared transactions by what whole
// percentages may have been rounded from.
func boundRounding(procedures []Procedure, total uint64) TakeUpBounds {
	var b TakeUpBounds
	low, high := new(big.Rat), new(big.Rat)
	for i := range procedures {
		p := &procedures[i]
		share := p.OnlineShare()
		if p.VolumeTotal == nil || *p.VolumeTotal == 0 || !share.Exists() {
			continue
		}
		least, most := rational(share), rational(share)
		if p.VolumeOnline == nil && share.Den == 100 {
			half := big.NewRat(1, 200)
			least, most = atLeast(least.Sub(least, half), new(big.Rat)), atMost(most.Add(most, half), whole(1))
			b.Procedures++
		}
		low.Add(low, least.Mul(least, whole(*p.VolumeTotal)))
		high.Add(high, most.Mul(most, whole(*p.VolumeTotal)))
	}
	b.Low, b.High = percentOf(low, total), percentOf(high, total)
	return b
}

func atLeast(r, bound *big.Rat) *big.Rat {
	if r.Cmp(bound) < 0 {
		return bound
	}
	return r
}

func atMost(r, bound *big.Rat) *big.Rat {
	if r.Cmp(bound) > 0 {
		return bound
	}
	return r
}

// volumes lists the total volume of procedures and the share done online.
// Sums of products are made of fractions: a declared percentage of
// transactions need not be a whole number of them.
type volumes struct {
	totals []uint64
	shares []Ratio
	total  uint64
}

func (v *volumes) add(total uint64, share Ratio) {
	v.totals, v.shares = append(v.totals, total), append(v.shares, share)
	v.total += total
}

func (v *volumes) procedures() uint64 { return uint64(len(v.totals)) }

func (v *volumes) online() *big.Rat {
	sum := new(big.Rat)
	for i, total := range v.totals {
		sum.Add(sum, new(big.Rat).Mul(whole(total), rational(v.shares[i])))
	}
	return sum
}

// plain is the mean of the shares, whatever the volumes.
func (v *volumes) plain() *Micro {
	sum := new(big.Rat)
	for _, share := range v.shares {
		sum.Add(sum, rational(share))
	}
	return percentOf(sum, v.procedures())
}

// concentration says how much of the weighted share hangs on few procedures.
func (v *volumes) concentration(t *TakeUp) {
	if v.total == 0 {
		return
	}
	var rest volumes
	largest := slices.Index(v.totals, slices.Max(v.totals))
	squares := new(big.Rat)
	for i, total := range v.totals {
		squares.Add(squares, new(big.Rat).Mul(whole(total), whole(total)))
		if i != largest {
			rest.add(total, v.shares[i])
		}
	}
	t.LargestShare = percentOf(whole(v.totals[largest]), v.total)
	t.WithoutLargest = percentOf(rest.online(), rest.total)
	total := new(big.Rat).Mul(whole(v.total), whole(v.total))
	t.Effective = microRat(total.Quo(total, squares))
}

func whole(n uint64) *big.Rat { return new(big.Rat).SetUint64(n) }

func rational(r Ratio) *big.Rat { return new(big.Rat).Quo(whole(r.Num), whole(r.Den)) }

// percentOf is part of the total, in percent, nil when there is no total.
func percentOf(part *big.Rat, total uint64) *Micro {
	if total == 0 {
		return nil
	}
	percent := new(big.Rat).Quo(part, whole(total))
	return microRat(percent.Mul(percent, whole(100)))
}

// microRat rounds a fraction half up to six digits.
func microRat(r *big.Rat) *Micro {
	doubled := new(big.Int).Mul(r.Num(), big.NewInt(2*micros))
	doubled.Add(doubled, r.Denom())
	m := Micro(doubled.Div(doubled, new(big.Int).Lsh(r.Denom(), 1)).Int64())
	return &m
}
