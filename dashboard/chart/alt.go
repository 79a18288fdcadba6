package chart

import (
	"fmt"
	"strconv"
	"strings"

	"servicequality/web/locale"
)

// alt describes the line for those who do not see it: the first and the last
// figure, the extremes, and whether it moved. It claims a rise or a fall only
// when the intervals of both ends do not meet.
func (m Monthly) alt(l *locale.Locale, words Words, months int) string {
	var cells []MonthCell
	shown := 0
	for _, cell := range m.Cells {
		if cell.Value != nil {
			cells = append(cells, cell)
			shown += monthsBetween(cell)
		}
	}
	say := func(c MonthCell) (number, when any) {
		return m.text(l, words, c.Text), words.period(l, c.First, c.Last)
	}
	sentence := strings.TrimSuffix(m.Title, ".") + ". "
	switch len(cells) {
	case 0:
		return sentence + words.empty
	case 1:
		number, when := say(cells[0])
		sentence += fmt.Sprintf(words.single, number, when)
	default:
		first, last := cells[0], cells[len(cells)-1]
		low, high := extremes(cells)
		sentence += sprintPairs(words.change, say, first, last) + "; " +
			sprintPairs(words.extremes, say, low, high) + "; " + words.Movement(first, last) + "."
	}
	switch gaps := months - shown; gaps {
	case 0:
	case 1:
		sentence += " " + words.gapOne
	default:
		sentence += " " + fmt.Sprintf(words.gapOther, strconv.Itoa(gaps))
	}
	sentence += " " + words.seeTable
	if l.Code == locale.French {
		sentence = strings.ReplaceAll(sentence, ";", locale.NoBreakSpace+";")
	}
	return sentence
}

func sprintPairs(sentence string, say func(MonthCell) (number, when any), cells ...MonthCell) string {
	var args []any
	for _, cell := range cells {
		number, when := say(cell)
		args = append(args, number, when)
	}
	return fmt.Sprintf(sentence, args...)
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

// Movement compares the ends. Without intervals the figures are complete
// counts, and any difference is one.
func (w Words) Movement(first, last MonthCell) string {
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
		return w.rise
	case lastHigh < firstLow:
		return w.fall
	case *first.Value == *last.Value:
		return w.equal
	}
	return w.unclear
}

func monthsBetween(c MonthCell) int {
	first, last := c.First.Date(), c.Last.Date()
	return (last.Year()-first.Year())*12 + int(last.Month()) - int(first.Month()) + 1
}
