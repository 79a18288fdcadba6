package page

import (
	"strconv"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Arrow is a change that stands out, for the eye and in words.
type Arrow struct {
	// Mark is a sign, Text says the same.
	Mark, Text string
}

// Arrow is nil where no change is established.
func (f Figure) Arrow() *Arrow {
	if f.Change == nil || f.Change.Arrow == indicator.ArrowNone {
		return nil
	}
	mark := "▲"
	if f.Change.Arrow == indicator.ArrowDown {
		mark = "▼"
	}
	return &Arrow{mark, f.Trend()}
}

// Trend says in a sentence what changed within a year, or that nothing can be
// told and what would have been seen; "" where there is nothing to compare.
func (f Figure) Trend() string {
	c := f.Change
	switch {
	case c == nil:
		return ""
	case c.Arrow != indicator.ArrowNone:
		return f.Loc.T("change."+string(c.Arrow), f.points(Distance(c.Difference)), f.signed(c.Low, floor), f.signed(c.High, ceiling))
	case c.Reason != indicator.ReasonNotSignificant:
		return f.Loc.T("change." + c.Reason)
	case c.SmallestVisibleDrop == nil:
		return f.Loc.T("change.unseen")
	}
	return f.Loc.T("change.not_significant", f.points(ceiling(*c.SmallestVisibleDrop)))
}

// Place says between which places the figure stands; "" where nothing is
// ranked, or alone.
func (f Figure) Place() string {
	switch r := f.Rank; {
	case r == nil || r.Of < 2:
		return ""
	case r.Low == r.High:
		return f.Loc.T("rank.one", strconv.Itoa(r.Low), strconv.Itoa(r.Of))
	default:
		return f.Loc.T("rank.range", strconv.Itoa(r.Low), strconv.Itoa(r.High), strconv.Itoa(r.Of))
	}
}

// points writes a number of tenths with the unit of differences. French counts
// less than two as one.
func (f Figure) points(n observatory.Micro) string {
	form := ".other"
	if f.Loc.Code == locale.French && n < 20 {
		form = ".one"
	}
	return f.Loc.T("points."+string(f.Rule.Unit)+form, f.Loc.Digits(Decimal(n)))
}

// signed writes a limit of a difference with its sign.
func (f Figure) signed(m observatory.Micro, round func(observatory.Micro) observatory.Micro) string {
	n := round(m)
	switch {
	case n < 0:
		return "−" + f.Loc.Digits(Decimal(-n))
	case n > 0:
		return "+" + f.Loc.Digits(Decimal(n))
	}
	return f.Loc.Digits(Decimal(0))
}

// Comparisons writes the change and the rank into the cells of a sheet.
func Comparisons(i indicator.Indicator) []string {
	cells := make([]string, 9)
	if c := i.Change; c != nil {
		adjusted := strconv.FormatFloat(c.PAdjusted, 'g', -1, 64)
		copy(cells, []string{c.Difference.String(), c.Low.String(), c.High.String(), adjusted, string(c.Arrow), c.Reason})
	}
	if r := i.Rank; r != nil {
		copy(cells[6:], []string{strconv.Itoa(r.Low), strconv.Itoa(r.High), strconv.Itoa(r.Of)})
	}
	return cells
}

// tenth is how differences are shown, in millionths.
const tenth = 100_000

// Distance is the size of a difference in tenths, rounded half up.
func Distance(m observatory.Micro) observatory.Micro { return (max(m, -m) + tenth/2) / tenth }

// floor and ceiling round a number to whole tenths.
func floor(m observatory.Micro) observatory.Micro {
	if m < 0 {
		return -((-m + tenth - 1) / tenth)
	}
	return m / tenth
}

func ceiling(m observatory.Micro) observatory.Micro { return -floor(-m) }

// Decimal writes a number of tenths with one decimal and a point, for Locale.Digits.
func Decimal(n observatory.Micro) string {
	return strconv.FormatInt(int64(n/10), 10) + "." + strconv.FormatInt(int64(n%10), 10)
}
