package observatory

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
)

// Micro is a number in millionths: what a figure is stored and written as,
// with exactly six digits after the point.
type Micro int64

// Micros is how many millionths make one.
const Micros = 1_000_000

// MicroRatio is num·scale/den rounded half up to six digits, from integers
// alone; den must not be 0.
func MicroRatio(num, den, scale uint64) Micro {
	n := new(big.Int).SetUint64(num)
	n.Mul(n, new(big.Int).SetUint64(scale))
	n.Mul(n, big.NewInt(2*Micros))
	d := new(big.Int).SetUint64(den)
	n.Add(n, d)
	return Micro(n.Div(n, d.Lsh(d, 1)).Int64())
}

// MicroOf rounds a real number half up to six digits.
func MicroOf(x float64) Micro { return Micro(math.Floor(float64(x*Micros) + 0.5)) }

// Float is the number as a float64.
func (m Micro) Float() float64 { return float64(m) / Micros }

// String writes the number with six digits after the point.
func (m Micro) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%06d", sign, m/Micros, m%Micros)
}

// MarshalJSON writes a JSON number with exactly six digits after the point.
func (m Micro) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads a JSON number.
func (m *Micro) UnmarshalJSON(text []byte) error {
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("%q is not a number", text)
	}
	*m = MicroOf(x)
	return nil
}

// Days is the number rounded up to whole days.
func (m Micro) Days() int { return int((m + Micros - 1) / Micros) }

// Text is the number with six digits, empty where there is none.
func (m *Micro) Text() string {
	if m == nil {
		return ""
	}
	return m.String()
}
