package summary

import (
	"math/big"
	"slices"

	"servicequality/observatory"
)

// TakeUp gives the share of transactions done online, in percent, over three
// named sets of procedures (statistics §9). Values are nil when their set is
// empty.
type TakeUp struct {
	// Declared is how many procedures declare both volumes; Plain is the mean
	// of their shares, Weighted the share of their transactions.
	Declared uint64             `json:"declared"`
	Plain    *observatory.Micro `json:"plain"`
	Weighted *observatory.Micro `json:"weighted"`
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
	LargestShare   *observatory.Micro `json:"largest_share"`
	WithoutLargest *observatory.Micro `json:"without_largest"`
	Effective      *observatory.Micro `json:"effective"`
	// Rounding bounds Weighted as far as shares that were declared as a
	// percentage alone leave it open: a whole percentage may be half of one off.
	Rounding TakeUpBounds `json:"rounding"`
}

// TakeUpBounds bounds a share of which some parts are not known.
type TakeUpBounds struct {
	Procedures uint64             `json:"procedures"`
	Low        *observatory.Micro `json:"low"`
	High       *observatory.Micro `json:"high"`
}

// MeasureTakeUp computes the take-up of a list of procedures.
func MeasureTakeUp(procedures []observatory.Procedure) TakeUp {
	var declared, silent, absent volumes
	t := TakeUp{}
	for i := range procedures {
		p := &procedures[i]
		switch share := p.OnlineShare(); {
		case p.VolumeTotal == nil || *p.VolumeTotal == 0:
			t.WithoutTotal++
		case share.Exists():
			declared.add(*p.VolumeTotal, share)
		case p.Online == observatory.OnlineNo || p.Online == observatory.OnlineUnknown || p.Online == "":
			absent.add(*p.VolumeTotal, observatory.Ratio{Num: 0, Den: 1})
		default:
			silent.add(*p.VolumeTotal, observatory.Ratio{Num: 1, Den: 1}) // at most
		}
	}
	online := declared.online()
	most := new(big.Rat).Add(online, silent.online())
	t.Declared, t.Plain, t.Weighted = declared.procedures(), declared.plain(), observatory.PercentOf(online, declared.total)
	declared.concentration(&t)
	t.Rounding = boundRounding(procedures, declared.total)

	total := declared.total + silent.total
	t.Online = TakeUpBounds{t.Declared + silent.procedures(), observatory.PercentOf(online, total), observatory.PercentOf(most, total)}
	total += absent.total
	t.All = TakeUpBounds{t.Online.Procedures + absent.procedures(), observatory.PercentOf(online, total), observatory.PercentOf(most, total)}
	return t
}

// boundRounding bounds the share of the declared transactions by what whole
// percentages may have been rounded from.
func boundRounding(procedures []observatory.Procedure, total uint64) TakeUpBounds {
	var b TakeUpBounds
	low, high := new(big.Rat), new(big.Rat)
	for i := range procedures {
		p := &procedures[i]
		share := p.OnlineShare()
		if p.VolumeTotal == nil || *p.VolumeTotal == 0 || !share.Exists() {
			continue
		}
		least, most := observatory.Rational(share), observatory.Rational(share)
		if p.VolumeOnline == nil && share.Den == 100 {
			half := big.NewRat(1, 200)
			least, most = atLeast(least.Sub(least, half), new(big.Rat)), atMost(most.Add(most, half), observatory.Whole(1))
			b.Procedures++
		}
		low.Add(low, least.Mul(least, observatory.Whole(*p.VolumeTotal)))
		high.Add(high, most.Mul(most, observatory.Whole(*p.VolumeTotal)))
	}
	b.Low, b.High = observatory.PercentOf(low, total), observatory.PercentOf(high, total)
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
	shares []observatory.Ratio
	total  uint64
}

func (v *volumes) add(total uint64, share observatory.Ratio) {
	v.totals, v.shares = append(v.totals, total), append(v.shares, share)
	v.total += total
}

func (v *volumes) procedures() uint64 { return uint64(len(v.totals)) }

func (v *volumes) online() *big.Rat {
	sum := new(big.Rat)
	for i, total := range v.totals {
		sum.Add(sum, new(big.Rat).Mul(observatory.Whole(total), observatory.Rational(v.shares[i])))
	}
	return sum
}

// plain is the mean of the shares, whatever the volumes.
func (v *volumes) plain() *observatory.Micro {
	sum := new(big.Rat)
	for _, share := range v.shares {
		sum.Add(sum, observatory.Rational(share))
	}
	return observatory.PercentOf(sum, v.procedures())
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
		squares.Add(squares, new(big.Rat).Mul(observatory.Whole(total), observatory.Whole(total)))
		if i != largest {
			rest.add(total, v.shares[i])
		}
	}
	t.LargestShare = observatory.PercentOf(observatory.Whole(v.totals[largest]), v.total)
	t.WithoutLargest = observatory.PercentOf(rest.online(), rest.total)
	total := new(big.Rat).Mul(observatory.Whole(v.total), observatory.Whole(v.total))
	t.Effective = observatory.MicroRat(total.Quo(total, squares))
}
