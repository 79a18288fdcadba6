package history

import (
	"strconv"
	"strings"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/data"
	"servicequality/dashboard/page"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Name names the history of all figures in addresses, and begins the
// name of that of one.
const Name = "history"

func nameOf(kind indicator.Kind) string { return Name + "-" + string(kind) }

// recordedText is what an edition says: a number, a word, what it printed, or
// why there is nothing.
func recordedText(l *locale.Locale, one record) string {
	if one.Printed != "" {
		return one.Printed
	}
	f := page.NewFigure(l, one.Indicator())
	if !f.Shown() {
		return f.StateName()
	}
	return f.Number() + f.Unit()
}

// historyFinding says in a sentence how the figure went: from the first edition
// to the last, the extremes, and whether it moved.
func historyFinding(l *locale.Locale, records []record) string {
	var numbers []record
	for _, one := range records {
		if one.Value != nil {
			numbers = append(numbers, one)
		}
	}
	if len(numbers) < 2 {
		return historyRuns(l, records)
	}
	first, last := numbers[0], numbers[len(numbers)-1]
	text := l.T("history.from", leveled(l, first), first.edition.ID, leveled(l, last), last.edition.ID)
	if low, high := numbers[0], numbers[0]; len(numbers) > 2 {
		for _, one := range numbers[1:] {
			if *one.Value < *low.Value {
				low = one
			}
			if *one.Value > *high.Value {
				high = one
			}
		}
		text += " " + l.T("history.extremes", recordedText(l, low), low.edition.ID, recordedText(l, high), high.edition.ID)
	}
	broken := ""
	for i := 1; i < len(numbers); i++ {
		if !numbers[i].Comparable(numbers[i-1].FrozenFigure) {
			broken = numbers[i].edition.ID
		}
	}
	if broken != "" {
		text += " " + l.T("history.series", broken)
	} else {
		text += " " + l.T("history.movement", chart.Movement(l, movementCell(first), movementCell(last)))
	}
	if silent := uint64(len(records) - len(numbers)); silent > 0 {
		text += " " + l.N("history.silent", silent)
	}
	return text
}

// movementCell is a record as chart.Movement compares them.
func movementCell(one record) chart.MonthCell {
	return chart.MonthCell{Value: page.Float(one.Value), Low: page.Float(one.Low), High: page.Float(one.High)}
}

// leveled is a record's text with the name of its level.
func leveled(l *locale.Locale, one record) string {
	text := recordedText(l, one)
	if name := page.NewFigure(l, one.Indicator()).LevelName(); name != "" && one.Word == "" {
		text += " (" + name + ")"
	}
	return text
}

// historyShort is what the first and the last edition say.
func historyShort(l *locale.Locale, records []record) string {
	first, last := leveled(l, records[0]), leveled(l, records[len(records)-1])
	if first == last {
		return last
	}
	return first + " → " + last
}

// historyRuns says what the editions say one after the other, equal ones
// together.
func historyRuns(l *locale.Locale, records []record) string {
	var parts []string
	for i := 0; i < len(records); {
		end := i
		for end+1 < len(records) && recordedText(l, records[end+1]) == recordedText(l, records[i]) {
			end++
		}
		first, last := records[i].edition.ID, records[end].edition.ID
		when := first
		if last != first {
			when = l.T("history.span", first, last)
		}
		parts = append(parts, l.T("history.run", recordedText(l, records[i]), when))
		i = end + 1
	}
	return strings.Join(parts, " → ")
}

// historyTable has a row for each edition, with the columns that the figure's
// rule has something for.
func historyTable(l *locale.Locale, rule indicator.Rule, records []record) chart.Table {
	rated := rule.Origin == indicator.OriginRatings
	printed, leveled := false, len(rule.Bounds) > 0 || len(rule.Words) > 0
	for _, one := range records {
		printed = printed || one.edition.AsPrinted
	}
	value := chart.Column{Key: "value", Title: l.T("chart.value")}
	if rule.Unit == indicator.UnitWord {
		value.Key = "word"
	}
	t := chart.Table{Columns: []chart.Column{{Key: "edition", Title: l.T("editions.edition")}, {Key: "as_of", Title: l.T("editions.until")}, value}}
	if rated {
		t.Columns = append(t.Columns, chart.Column{Key: "low", Title: l.T("chart.low")}, chart.Column{Key: "high", Title: l.T("chart.high")})
	}
	if leveled {
		t.Columns = append(t.Columns, chart.Column{Key: "level", Title: l.T("dots.level")})
	}
	if rated {
		t.Columns = append(t.Columns, chart.Column{Key: "n", Title: l.T("chart.answers")}, chart.Column{Key: "instruments", Title: l.T("history.instruments")})
	}
	t.Columns = append(t.Columns, chart.Column{Key: "state", Title: l.T("history.state")})
	if printed {
		t.Columns = append(t.Columns, chart.Column{Key: "printed", Title: l.T("history.printed")})
	}
	for _, one := range records {
		t.Rows = append(t.Rows, historyRow(l, one, rated, leveled, printed))
	}
	return t
}

func historyRow(l *locale.Locale, one record, rated, leveled, printed bool) []chart.Datum {
	f := page.NewFigure(l, one.Indicator())
	row := []chart.Datum{{Text: one.edition.ID, Raw: one.edition.ID}, {Text: l.Date(one.edition.AsOf), Raw: one.edition.AsOf.String()}, {Text: f.Number() + f.Unit(), Raw: page.Micro(one.Value) + one.Word}}
	if rated {
		row = append(row, chart.Datum{Text: l.Digits(f.DisplayLow()), Raw: page.Micro(one.Low)}, chart.Datum{Text: l.Digits(f.DisplayHigh()), Raw: page.Micro(one.High)})
	}
	if leveled {
		row = append(row, chart.Datum{Text: f.LevelName(), Raw: string(one.Level)})
	}
	if rated {
		n := chart.Datum{Text: l.Count(one.N), Raw: strconv.FormatUint(one.N, 10)}
		if one.edition.AsPrinted {
			n = chart.Datum{}
		}
		row = append(row, n, chart.Datum{Text: l.Enumerate(one.Instruments), Raw: data.Joined(one.Instruments)})
	}
	row = append(row, chart.Datum{Text: f.StateName(), Raw: string(one.State)})
	if printed {
		row = append(row, chart.Datum{Text: one.Printed, Raw: one.Printed})
	}
	return row
}

// historyTips are the lines that a pointer shows for each month.
func historyTips(l *locale.Locale, axis []historyMonth) [][]string {
	tips := make([][]string, len(axis))
	for i, at := range axis {
		if at.record == nil {
			tips[i] = []string{l.Month(at.month), "–"}
			continue
		}
		tips[i] = []string{l.T("edition.heading", at.record.edition.ID), leveled(l, *at.record)}
		f := page.NewFigure(l, at.record.Indicator())
		if interval := f.Interval(); interval != "" {
			tips[i] = append(tips[i], l.T("column.interval")+locale.NoBreakSpace+interval, f.Answers())
		}
		if at.record.edition.AsPrinted {
			tips[i] = append(tips[i], l.T("state.as_published"))
		}
	}
	return tips
}
