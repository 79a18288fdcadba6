package chart

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/observatory"
	"servicequality/web/locale"
)

// Monthly is a figure followed month by month.
type Monthly struct {
	ID, Title string
	// Series is the figure's name in the legend.
	Series string
	Format Format
	// From and To are days in the first and the last month of the axis.
	From, To observatory.Day
	// Cells come oldest first and do not overlap; months of no cell are gaps.
	Cells []MonthCell
	// Bounds are drawn as level lines.
	Bounds []BoundLine
	// Changes are months in which something changed that the reader has to
	// know, such as the questionnaire.
	Changes   []MonthChange
	Synthetic bool
}

// MonthCell is the figure of one month, or of several that were pooled.
type MonthCell struct {
	// First and Last are days in the first and the last month of the cell.
	First, Last observatory.Day
	// Value, Low and High are in the chart's format; nil when there is none.
	Value, Low, High *float64
	// Text, LowText and HighText are the same as people read them, with a
	// point for the decimal sign (indicator.Display).
	Text, LowText, HighText string
	// N counts the citizens who answered.
	N uint64
}

// BoundLine is a value from which a level holds, and what to call it.
type BoundLine struct {
	At   float64
	Name string
}

// MonthChange is something that changed in the month of a day.
type MonthChange struct {
	Month observatory.Day
	Name  string
}

// MarksByMonth returns a line with one point per month, the interval of each
// point as a box behind it, and level lines. The months of a pooled cell share
// its value; months without a figure stay empty and cut the line.
func MarksByMonth(l *locale.Locale, m Monthly) Chart {
	axis := m.axis()
	c := Chart{
		ID: m.ID, Title: m.Title, Alt: m.alt(l, len(axis)), Format: m.Format, Lang: l.Code, Synthetic: m.Synthetic,
		Table: m.table(l), Wide: 320, Narrow: 240,
		Palette: []string{Blue, Blue, Blue}, Notice: Notice(l),
	}
	c.Tips = [][][]string{m.monthTips(l, axis)}
	c.Option = m.draw(c, l, axis)
	return c
}

// monthShown is a month of the axis and the cell that it lies in, nil in a gap.
type monthShown struct {
	month observatory.Day
	cell  *MonthCell
}

func (m Monthly) axis() []monthShown {
	var months []monthShown
	next := 0
	for month := m.From.FirstOfMonth(); month <= m.To; month = month.AddMonths(1) {
		for next < len(m.Cells) && m.Cells[next].Last.FirstOfMonth() < month {
			next++
		}
		shown := monthShown{month: month}
		if next < len(m.Cells) && m.Cells[next].First.FirstOfMonth() <= month && m.Cells[next].Value != nil {
			shown.cell = &m.Cells[next]
		}
		months = append(months, shown)
	}
	return months
}

func (m Monthly) draw(c Chart, l *locale.Locale, axis []monthShown) map[string]any {
	labels := make([]string, len(axis))
	values, lows, boxes := make([]opts.LineData, len(axis)), make([]opts.BarData, len(axis)), make([]opts.BarData, len(axis))
	for i, shown := range axis {
		labels[i] = AxisMonth(l, shown.month, i == 0)
		if shown.cell == nil {
			continue // no value at all, which is not 0
		}
		values[i].Value = *shown.cell.Value
		if shown.cell.Low != nil && shown.cell.High != nil {
			lows[i].Value = *shown.cell.Low
			boxes[i].Value = observatory.MicroOf(*shown.cell.High - *shown.cell.Low).Float() // stacked on the low limit
		}
	}
	interval := l.T("chart.interval")
	bar := charts.NewBar()
	bar.SetGlobalOptions(c.Setup([]string{m.Series, interval}, "axis")...)
	bar.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: c.Format.Top()}),
	)
	stack := charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "46%"})
	bar.SetXAxis(labels).
		AddSeries("", lows, charts.WithSeriesId("low"), stack, charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"})).
		AddSeries(interval, boxes, charts.WithSeriesId("interval"), stack)
	line := charts.NewLine()
	line.AddSeries(m.Series, values, append(m.marks(axis), charts.WithSeriesId("value"))...)
	bar.Overlap(line)
	return OptionOf(bar)
}

// marks are the level lines, and the changes as lines between months.
func (m Monthly) marks(axis []monthShown) []charts.SeriesOpts {
	var marks []charts.SeriesOpts
	for _, bound := range m.Bounds {
		marks = append(marks, charts.WithMarkLineNameYAxisItemOpts(opts.MarkLineNameYAxisItem{Name: bound.Name, YAxis: bound.At}))
	}
	for _, change := range m.Changes {
		for i, shown := range axis {
			if shown.month == change.Month.FirstOfMonth() {
				marks = append(marks, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: change.Name, XAxis: i}))
			}
		}
	}
	return marks
}

func (m Monthly) monthTips(l *locale.Locale, axis []monthShown) [][]string {
	tips := make([][]string, len(axis))
	for i, shown := range axis {
		if shown.cell == nil {
			tips[i] = []string{l.Month(shown.month), "—"}
			continue
		}
		cell := shown.cell
		tips[i] = []string{period(l, cell.First, cell.Last), m.Series + locale.NoBreakSpace + m.text(l, cell.Text)}
		if cell.Low != nil && cell.High != nil {
			tips[i] = append(tips[i], l.T("chart.tip.interval", l.Digits(cell.LowText), m.text(l, cell.HighText)))
		}
		tips[i] = append(tips[i], l.T("chart.tip.answers", l.Count(cell.N)))
	}
	return tips
}

// text writes a number of the chart in the language, with its unit.
func (m Monthly) text(l *locale.Locale, number string) string {
	if m.Format == FormatPercent && number != "" {
		return l.Digits(number) + l.T("unit.percent")
	}
	return l.Digits(number)
}

func (m Monthly) table(l *locale.Locale) Table {
	t := Table{Columns: []Column{
		{"month", l.T("chart.month")}, {"value", l.T("chart.value")},
		{"low", l.T("chart.low")}, {"high", l.T("chart.high")}, {"n", l.T("chart.answers")},
	}}
	for _, cell := range m.Cells {
		raw := ISOMonth(cell.First)
		if last := ISOMonth(cell.Last); last != raw {
			raw += "/" + last // an ISO 8601 interval
		}
		t.Rows = append(t.Rows, []Datum{
			{period(l, cell.First, cell.Last), raw},
			{m.text(l, cell.Text), rawNumber(cell.Value)},
			{m.text(l, cell.LowText), rawNumber(cell.Low)},
			{m.text(l, cell.HighText), rawNumber(cell.High)},
			{l.Count(cell.N), strconv.FormatUint(cell.N, 10)},
		})
	}
	return t
}

// ISOMonth writes the month of a day for machines, "2026-10".
func ISOMonth(d observatory.Day) string { return d.Date().Format("2006-01") }

// rawNumber writes a number as the open data does: six digits after the point.
func rawNumber(x *float64) string {
	if x == nil {
		return ""
	}
	return observatory.MicroOf(*x).String()
}
