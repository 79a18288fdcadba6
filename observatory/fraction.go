package observatory

import "math/big"

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
		return PercentRatio(*p.VolumeShare)
	}
	return Ratio{}
}

// Whole is n as an exact number.
func Whole(n uint64) *big.Rat { return new(big.Rat).SetUint64(n) }

// Rational is a ratio as an exact number; its denominator must not be 0.
func Rational(r Ratio) *big.Rat { return new(big.Rat).Quo(Whole(r.Num), Whole(r.Den)) }

// PercentOf is part of the total, in percent, nil when there is no total.
func PercentOf(part *big.Rat, total uint64) *Micro {
	if total == 0 {
		return nil
	}
	percent := new(big.Rat).Quo(part, Whole(total))
	return MicroRat(percent.Mul(percent, Whole(100)))
}

// MicroRat rounds a fraction half up to six digits.
func MicroRat(r *big.Rat) *Micro {
	doubled := new(big.Int).Mul(r.Num(), big.NewInt(2*Micros))
	doubled.Add(doubled, r.Denom())
	m := Micro(doubled.Div(doubled, new(big.Int).Lsh(r.Denom(), 1)).Int64())
	return &m
}
