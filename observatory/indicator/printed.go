package indicator

import (
	"strconv"
	"strings"

	"servicequality/observatory"
)

// PrintedNumber reads a cell that an edition printed as a value of the rule's
// unit: "7,2" as a mark, "59 %" as a percentage, "18 720" as a count. It is
// false for words and for numbers on another scale, such as a percentage of
// people satisfied where a mark is meant: those stay words.
func (r Rule) PrintedNumber(cell string) (observatory.Micro, bool) {
	text := strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\u00a0', '\u202f':
			return -1
		case ',':
			return '.'
		}
		return c
	}, cell)
	text, percent := strings.CutSuffix(text, "%")
	if percent != (r.Unit == UnitPercent) || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil, x > 1e12, r.Unit == UnitWord, r.Unit == UnitMark && x > 10, r.Unit == UnitPercent && x > 100:
		return 0, false
	}
	return observatory.MicroOf(x), true
}
