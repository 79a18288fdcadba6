package indicator

import (
	"fmt"
	"strconv"

	"servicequality/observatory"
)

// Display writes a value of the kind, num/den of the unit's scale, for people:
// rounded half up to one digit after the point (counts: none), with a point
// for the decimal sign. A value that is below a bound of a level, or below the
// end of the scale, is never shown as having reached it: it is then truncated
// to one digit more (counts: to a whole number). It is empty when den is 0 or
// the kind unknown. See statistics §1.
func Display(kind Kind, num, den uint64) string {
	rule, ok := FindRule(kind)
	if !ok || den == 0 {
		return ""
	}
	return rule.Display(observatory.Ratio{Num: num, Den: den})
}

// Display is what the function of the same name writes for the rule's kind.
func (r Rule) Display(value observatory.Ratio) string {
	digits := r.Unit.digits()
	scale := r.Unit.Scale() * powerOfTen(digits)
	shown := value.Rounded(scale)
	if !r.crosses(value, observatory.Ratio{Num: shown, Den: scale}) {
		return decimal(shown, digits)
	}
	if digits > 0 {
		digits++
	}
	return decimal(value.Truncated(r.Unit.Scale()*powerOfTen(digits)), digits)
}

// crosses says whether what is shown reaches a bound or the end of the scale
// that the value does not.
func (r Rule) crosses(value, shown observatory.Ratio) bool {
	over := func(bound observatory.Ratio) bool { return shown.AtLeast(bound) && !value.AtLeast(bound) }
	for _, bound := range r.Bounds {
		if over(bound.From) {
			return true
		}
	}
	return r.Unit.bounded() && over(observatory.Ratio{Num: 1, Den: 1})
}

// Display is the value for people (see the function of the same name), or the
// word; empty when there is neither.
func (i Indicator) Display() string {
	if i.Value == nil {
		return i.Word
	}
	return Display(i.Kind, i.Numerator, i.Denominator)
}

// DisplayLow is the lower limit of the interval for people, rounded outwards:
// down. It is empty when there is no interval.
func (i Indicator) DisplayLow() string {
	if i.Low == nil {
		return ""
	}
	return i.limit(uint64(*i.Low))
}

// DisplayHigh is the upper limit of the interval for people, rounded outwards:
// up. It is empty when there is no interval.
func (i Indicator) DisplayHigh() string {
	if i.High == nil {
		return ""
	}
	return i.limit(uint64(*i.High) + i.limitStep() - 1)
}

func (i Indicator) limit(millionths uint64) string {
	rule, _ := FindRule(i.Kind)
	return decimal(millionths/i.limitStep(), rule.Unit.digits())
}

// limitStep is the smallest shown difference between limits, in millionths.
func (i Indicator) limitStep() uint64 {
	rule, _ := FindRule(i.Kind)
	return observatory.Micros / powerOfTen(rule.Unit.digits())
}

// digits is how many digits after the point a value of the unit is shown with.
func (u Unit) digits() int {
	if u.bounded() {
		return 1
	}
	return 0
}

func powerOfTen(digits int) uint64 {
	power := uint64(1)
	for range digits {
		power *= 10
	}
	return power
}

// decimal writes n·10^−digits.
func decimal(n uint64, digits int) string {
	if digits == 0 {
		return strconv.FormatUint(n, 10)
	}
	power := powerOfTen(digits)
	return fmt.Sprintf("%d.%0*d", n/power, digits, n%power)
}
