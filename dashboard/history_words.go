package dashboard

import (
	"strconv"
	"strings"

	"servicequality/observatory/indicator"
)

// figureHistoryName names the history of all figures in addresses, and begins the
// name of that of one.
const figureHistoryName = "history"

func historyName(kind indicator.Kind) string { return figureHistoryName + "-" + string(kind) }

// recordedText is what an edition says: a number, a word, what it printed, or
// why there is nothing.
func (l *locale) recordedText(one record) string {
	if one.Printed != "" {
		return one.Printed
	}
	f := newFigure(l, one.Indicator())
	if !f.Shown() {
		return f.StateName()
	}
	return f.Number() + f.Unit()
}

// historyFinding says in a sentence how the figure went: from the first edition
// to the last, the extremes, and whether it moved.
func (l *locale) historyFinding(words chartWords, records []record) string {
	var numbers []record
	for _, one := range records {
		if one.Value != nil {
			numbers = append(numbers, one)
		}
	}
	if len(numbers) < 2 {
		return l.historyRuns(records)
	}
	first, last := numbers[0], numbers[len(numbers)-1]
	text := l.T("history.from", l.leveled(first), first.edition.ID, l.leveled(last), last.edition.ID)
	if low, high := numbers[0], numbers[0]; len(numbers) > 2 {
		for _, one := range numbers[1:] {
			if *one.Value < *low.Value {
				low = one
			}
			if *one.Value > *high.Value {
				high = one
			}
		}
		text += " " + l.T("history.extremes", l.recordedText(low), low.edition.ID, l.recordedText(high), high.edition.ID)
	}
	broken := ""
	for i := 1; i < len(numbers); i++ {
		if !numbers[i].Comparable(numbers[i-1].Recorded) {
			broken = numbers[i].edition.ID
		}
	}
	if broken != "" {
		text += " " + l.T("history.series", broken)
	} else {
		text += " " + l.T("history.movement", words.movement(movementCell(first), movementCell(last)))
	}
	if silent := uint64(len(records) - len(numbers)); silent > 0 {
		text += " " + l.N("history.silent", silent)
	}
	return text
}

// movementCell is a record as chartWords.movement compares them.
func movementCell(one record) MonthCell {
	return MonthCell{Value: float(one.Value), Low: float(one.Low), High: float(one.High)}
}

// leveled is a record's text with the name of its level.
func (l *locale) leveled(one record) string {
	text := l.recordedText(one)
	if name := newFigure(l, one.Indicator()).LevelName(); name != "" && one.Word == "" {
		text += " (" + name + ")"
	}
	return text
}

// historyShort is what the first and the last edition say.
func (l *locale) historyShort(records []record) string {
	first, last := l.leveled(records[0]), l.leveled(records[len(records)-1])
	if first == last {
		return last
	}
	return first + " → " + last
}

// historyRuns says what the editions say one after the other, equal ones
// together.
func (l *locale) historyRuns(records []record) string {
	var parts []string
	for i := 0; i < len(records); {
		end := i
		for end+1 < len(records) && l.recordedText(records[end+1]) == l.recordedText(records[i]) {
			end++
		}
		first, last := records[i].edition.ID, records[end].edition.ID
		when := first
		if last != first {
			when = l.T("history.span", first, last)
		}
		parts = append(parts, l.T("history.run", l.recordedText(records[i]), when))
		i = end + 1
	}
	return strings.Join(parts, " → ")
}

// historyTable has a row for each edition, with the columns that the figure's
// rule has something for.
func (l *locale) historyTable(words chartWords, rule indicator.Rule, records []record) Table {
	rated := rule.Origin == indicator.OriginRatings
	printed, leveled := false, len(rule.Bounds) > 0 || len(rule.Words) > 0
	for _, one := range records {
		printed = printed || one.edition.AsPublished
	}
	value := Column{"value", words.value}
	if rule.Unit == indicator.UnitWord {
		value.Key = "word"
	}
	t := Table{Columns: []Column{{"edition", l.T("editions.edition")}, {"as_of", l.T("editions.until")}, value}}
	if rated {
		t.Columns = append(t.Columns, Column{"low", words.low}, Column{"high", words.high})
	}
	if leveled {
		t.Columns = append(t.Columns, Column{"level", l.T("dots.level")})
	}
	if rated {
		t.Columns = append(t.Columns, Column{"n", words.answers}, Column{"instruments", l.T("history.instruments")})
	}
	t.Columns = append(t.Columns, Column{"state", l.T("history.state")})
	if printed {
		t.Columns = append(t.Columns, Column{"printed", l.T("history.printed")})
	}
	for _, one := range records {
		t.Rows = append(t.Rows, l.historyRow(one, rated, leveled, printed))
	}
	return t
}

func (l *locale) historyRow(one record, rated, leveled, printed bool) []Datum {
	f := newFigure(l, one.Indicator())
	row := []Datum{{one.edition.ID, one.edition.ID}, {l.Date(one.edition.AsOf), one.edition.AsOf.String()}, {f.Number() + f.Unit(), micro(one.Value) + one.Word}}
	if rated {
		row = append(row, Datum{l.Digits(f.DisplayLow()), micro(one.Low)}, Datum{l.Digits(f.DisplayHigh()), micro(one.High)})
	}
	if leveled {
		row = append(row, Datum{f.LevelName(), string(one.Level)})
	}
	if rated {
		n := Datum{l.Count(one.N), strconv.FormatUint(one.N, 10)}
		if one.edition.AsPublished {
			n = Datum{}
		}
		row = append(row, n, Datum{l.Enumerate(one.Instruments), joined(one.Instruments)})
	}
	row = append(row, Datum{f.StateName(), string(one.State)})
	if printed {
		row = append(row, Datum{one.Printed, one.Printed})
	}
	return row
}

// historyTips are the lines that a pointer shows for each month.
func (l *locale) historyTips(axis []historyMonth) [][]string {
	tips := make([][]string, len(axis))
	for i, at := range axis {
		if at.record == nil {
			tips[i] = []string{l.Month(at.month), "–"}
			continue
		}
		tips[i] = []string{l.T("edition.heading", at.record.edition.ID), l.leveled(*at.record)}
		f := newFigure(l, at.record.Indicator())
		if interval := f.Interval(); interval != "" {
			tips[i] = append(tips[i], l.T("column.interval")+nbsp+interval, f.Answers())
		}
		if at.record.edition.AsPublished {
			tips[i] = append(tips[i], l.T("state.as_published"))
		}
	}
	return tips
}
