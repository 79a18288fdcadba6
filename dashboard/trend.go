package dashboard

import (
	"cmp"
	"slices"
	"strconv"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// arrow is a change that stands out, for the eye and in words.
type arrow struct {
	// Mark is a sign, Text says the same.
	Mark, Text string
}

// Arrow is nil where no change can be told.
func (f figure) Arrow() *arrow {
	if f.Change == nil || f.Change.Arrow == indicator.ArrowNone {
		return nil
	}
	mark := "▲"
	if f.Change.Arrow == indicator.ArrowDown {
		mark = "▼"
	}
	return &arrow{mark, f.Trend()}
}

// Trend says in a sentence what changed within a year, or that nothing can be
// told and what would have been seen; "" where there is nothing to compare.
func (f figure) Trend() string {
	c := f.Change
	switch {
	case c == nil:
		return ""
	case c.Arrow != indicator.ArrowNone:
		return f.loc.T("change."+string(c.Arrow), f.points(distance(c.Difference)), f.signed(c.Low, floor), f.signed(c.High, ceiling))
	case c.Reason != indicator.ReasonNotSignificant:
		return f.loc.T("change." + c.Reason)
	case c.SmallestVisibleDrop == nil:
		return f.loc.T("change.unseen")
	}
	return f.loc.T("change.not_significant", f.points(ceiling(*c.SmallestVisibleDrop)))
}

// Place says between which places the figure stands; "" where nothing is
// ranked, or alone.
func (f figure) Place() string {
	switch r := f.Rank; {
	case r == nil || r.Of < 2:
		return ""
	case r.Low == r.High:
		return f.loc.T("rank.one", strconv.Itoa(r.Low), strconv.Itoa(r.Of))
	default:
		return f.loc.T("rank.range", strconv.Itoa(r.Low), strconv.Itoa(r.High), strconv.Itoa(r.Of))
	}
}

// points writes a number of tenths with the unit of differences. French counts
// less than two as one.
func (f figure) points(n observatory.Micro) string {
	form := ".other"
	if f.loc.Code == locale.French && n < 20 {
		form = ".one"
	}
	return f.loc.T("points."+string(f.rule.Unit)+form, f.loc.Digits(decimal(n)))
}

// signed writes a limit of a difference with its sign.
func (f figure) signed(m observatory.Micro, round func(observatory.Micro) observatory.Micro) string {
	n := round(m)
	switch {
	case n < 0:
		return "−" + f.loc.Digits(decimal(-n))
	case n > 0:
		return "+" + f.loc.Digits(decimal(n))
	}
	return f.loc.Digits(decimal(0))
}

// comparisons writes the change and the rank into the cells of a sheet.
func comparisons(i indicator.Indicator) []string {
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

// distance is the size of a difference in tenths, rounded half up.
func distance(m observatory.Micro) observatory.Micro { return (max(m, -m) + tenth/2) / tenth }

// floor and ceiling round a number to whole tenths.
func floor(m observatory.Micro) observatory.Micro {
	if m < 0 {
		return -((-m + tenth - 1) / tenth)
	}
	return m / tenth
}

func ceiling(m observatory.Micro) observatory.Micro { return -floor(-m) }

func decimal(n observatory.Micro) string {
	return strconv.FormatInt(int64(n/10), 10) + "." + strconv.FormatInt(int64(n%10), 10)
}

// mover is a procedure whose satisfaction changed.
type mover struct {
	Title, URL string
	Arrow      *arrow
}

// mostMovers is how many procedures the first page lists.
const mostMovers = 6

// movers lists the procedures whose satisfaction changed most, the greatest
// change first.
func (r *request) movers() []mover {
	moved := slices.DeleteFunc(slices.Clone(r.snap.Entries), func(e snapshot.Entry) bool {
		return newFigure(r.loc, e.Satisfaction).Arrow() == nil
	})
	slices.SortStableFunc(moved, func(a, b snapshot.Entry) int {
		da, db := a.Satisfaction.Change.Difference, b.Satisfaction.Change.Difference
		return cmp.Compare(max(db, -db), max(da, -da))
	})
	var list []mover
	for _, e := range moved[:min(mostMovers, len(moved))] {
		list = append(list, mover{e.Procedure.Title, r.link(procedurePath(e.Procedure.ID)), newFigure(r.loc, e.Satisfaction).Arrow()})
	}
	return list
}
