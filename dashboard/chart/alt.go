package chart

import (
	"strings"

	"servicequality/web/locale"
)

// alt describes the line for those who do not see it: the first and the last
// figure, the extremes, and whether it moved. It claims a rise or a fall only
// when the intervals of both ends do not meet.
func (m Monthly) alt(l *locale.Locale, months int) string {
	var cells []MonthCell
	shown := 0
	for _, cell := range m.Cells {
		if cell.Value != nil {
			cells = append(cells, cell)
			shown += monthsBetween(cell)
		}
	}
	title := strings.TrimSuffix(m.Title, ".")
	if len(cells) == 0 {
		return title + ". " + l.T("chart.empty")
	}
	// A title follows the typography of the sentences that it stands among.
	sentences := []string{strings.ReplaceAll(title, ";", l.T("chart.semicolon")) + "."}
	switch len(cells) {
	case 1:
		sentences = append(sentences, l.T("chart.single", m.numbersAndPeriods(l, cells[0])...))
	default:
		first, last := cells[0], cells[len(cells)-1]
		low, high := extremes(cells)
		args := append(m.numbersAndPeriods(l, first, last, low, high), Movement(l, first, last))
		sentences = append(sentences, l.T("chart.line", args...))
	}
	if gaps := months - shown; gaps > 0 {
		sentences = append(sentences, l.N("chart.gaps", uint64(gaps)))
	}
	return strings.Join(append(sentences, l.T("chart.table")), " ")
}

// numbersAndPeriods lists, for each cell, its number and its months as people read
// them.
func (m Monthly) numbersAndPeriods(l *locale.Locale, cells ...MonthCell) []any {
	var args []any
	for _, cell := range cells {
		args = append(args, m.text(l, cell.Text), period(l, cell.First, cell.Last))
	}
	return args
}

// extremes returns the lowest and the highest cell, the earlier among equals.
func extremes(cells []MonthCell) (low, high MonthCell) {
	low, high = cells[0], cells[0]
	for _, cell := range cells[1:] {
		if *cell.Value < *low.Value {
			low = cell
		}
		if *cell.Value > *high.Value {
			high = cell
		}
	}
	return low, high
}

// Movement says in words whether a figure rose or fell between two cells, which both
// have a value: only where their intervals do not overlap. A cell without limits is a
// complete count, of which any difference is a movement.
func Movement(l *locale.Locale, first, last MonthCell) string {
	limits := func(c MonthCell) (low, high float64) {
		if c.Low == nil || c.High == nil {
			return *c.Value, *c.Value
		}
		return *c.Low, *c.High
	}
	firstLow, firstHigh := limits(first)
	lastLow, lastHigh := limits(last)
	switch {
	case lastLow > firstHigh:
		return l.T("chart.rise")
	case lastHigh < firstLow:
		return l.T("chart.fall")
	case *first.Value == *last.Value:
		return l.T("chart.equal")
	}
	return l.T("chart.unclear")
}

func monthsBetween(c MonthCell) int {
	first, last := c.First.Date(), c.Last.Date()
	return (last.Year()-first.Year())*12 + int(last.Month()) - int(first.Month()) + 1
}
