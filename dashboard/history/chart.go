package history

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// historyChart draws a figure from edition to edition, what was printed
// elsewhere with a stroke of its own. It is false for words, and when fewer
// than two numbers could be drawn; the table and the sentence are there in any
// case.
func historyChart(r *page.Request, e snapshot.Entry, rule indicator.Rule, records []record) (chart.Chart, bool) {
	l := r.Loc
	name := l.T("kind." + string(rule.Kind) + ".name")
	c := chart.Chart{
		ID: nameOf(rule.Kind) + "-" + e.Procedure.ID + r.Dated(e), Title: l.T("history.chart", name, e.Procedure.Title),
		Format: page.FormatOf(rule), Lang: l.Code, Wide: 300, Narrow: 240, Notice: chart.Notice(l), Synthetic: e.Procedure.Synthetic,
		Table: historyTable(l, rule, records),
	}
	c.Alt = historyFinding(l, records)
	numbers := 0
	for _, one := range records {
		if one.number != nil {
			numbers++
		}
	}
	if numbers < 2 || rule.Unit == indicator.UnitWord {
		return c, false
	}
	axis := historyAxis(records)
	c.Tips = [][][]string{historyTips(l, axis)}
	drawing := historyDrawing{loc: l, name: name, printed: l.T("history.printed"), axis: axis}
	c.Option = drawing.draw(&c, page.Bounds(l, rule), questionnaires(l, axis))
	return c, true
}

// historyMonth is a month of the axis and the edition whose figures end in it,
// nil where there is none.
type historyMonth struct {
	month  observatory.Day
	record *record
}

// historyAxis has every month from the first edition to the last: editions that
// are further apart stand further apart.
func historyAxis(records []record) []historyMonth {
	var axis []historyMonth
	next := 0
	last := records[len(records)-1].edition.AsOf
	for month := records[0].edition.AsOf.FirstOfMonth(); month <= last; month = month.AddMonths(1) {
		at := historyMonth{month: month}
		if records[next].edition.AsOf.FirstOfMonth() == month {
			at.record = &records[next]
			next++
		}
		axis = append(axis, at)
	}
	return axis
}

// questionnaires are the months from which other questionnaires are in use.
func questionnaires(l *locale.Locale, axis []historyMonth) []charts.SeriesOpts {
	var marks []charts.SeriesOpts
	for i, at := range axis {
		if at.record != nil && at.record.changed {
			name := l.T("plot.questionnaire", l.Enumerate(at.record.Instruments))
			marks = append(marks, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: name, XAxis: i}))
		}
	}
	return marks
}

// historyDrawing is a history on its way to an option.
type historyDrawing struct {
	loc           *locale.Locale
	name, printed string
	axis          []historyMonth
}

// draw writes the option, and the palette that goes with its series.
func (h historyDrawing) draw(c *chart.Chart, levels []chart.BoundLine, marks []charts.SeriesOpts) map[string]any {
	labels := make([]string, len(h.axis))
	for i, at := range h.axis {
		labels[i] = chart.AxisMonth(h.loc, at.month, i == 0)
	}
	for _, bound := range levels {
		marks = append(marks, charts.WithMarkLineNameYAxisItemOpts(opts.MarkLineNameYAxisItem{Name: bound.Name, YAxis: bound.At}))
	}
	var legend []string
	bar, line := charts.NewBar(), charts.NewLine()
	if lows, boxes, any := h.intervals(); any {
		interval := h.loc.T("chart.interval")
		stack := charts.WithBarChartOpts(opts.BarChart{Stack: "interval", BarWidth: "46%"})
		bar.AddSeries("", lows, charts.WithSeriesId("low"), stack, charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"})).
			AddSeries(interval, boxes, charts.WithSeriesId("interval"), stack)
		c.Palette = append(c.Palette, chart.Blue, chart.Blue)
		legend = append(legend, interval)
	}
	runs := h.runs()
	for i, run := range runs {
		name, color, stroke := h.name, chart.Blue, "solid"
		if run.printed {
			name, color, stroke = h.printed, chart.Grey, "dashed"
		}
		options := []charts.SeriesOpts{charts.WithSeriesId("run" + strconv.Itoa(i)),
			charts.WithLineChartOpts(opts.LineChart{ConnectNulls: opts.Bool(true)}), charts.WithLineStyleOpts(opts.LineStyle{Type: stroke})}
		if i == len(runs)-1 {
			options = append(options, marks...)
		}
		line.AddSeries(name, run.values, options...)
		c.Palette = append(c.Palette, color)
		if len(legend) == 0 || legend[len(legend)-1] != name {
			legend = append(legend, name)
		}
	}
	bar.SetGlobalOptions(c.Setup(distinct(legend), "axis")...)
	bar.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: c.Format.TopAbove(levels, h.highest()), MinInterval: c.Format.Step()}),
	)
	bar.SetXAxis(labels)
	bar.Overlap(line)
	return chart.OptionOf(bar)
}

// highest is the highest number of the line.
func (h historyDrawing) highest() (highest float64) {
	for _, at := range h.axis {
		if at.record != nil && at.record.number != nil {
			highest = max(highest, at.record.number.Float())
		}
	}
	return highest
}

// intervals are the boxes behind the line; any says whether there is one.
func (h historyDrawing) intervals() (lows, boxes []opts.BarData, any bool) {
	lows, boxes = make([]opts.BarData, len(h.axis)), make([]opts.BarData, len(h.axis))
	for i, at := range h.axis {
		if at.record == nil || at.record.Low == nil || at.record.High == nil {
			continue
		}
		any = true
		lows[i].Value = at.record.Low.Float()
		boxes[i].Value = (*at.record.High - *at.record.Low).Float() // stacked on the low limit
	}
	return lows, boxes, any
}

// historyRun is a line without a break.
type historyRun struct {
	printed bool
	values  []opts.LineData
}

// runs cuts the history where figures cannot be compared: between what was
// printed and what is computed, and between two series.
func (h historyDrawing) runs() []historyRun {
	var runs []historyRun
	var last *record
	for i, at := range h.axis {
		now := at.record
		if now == nil || now.number == nil {
			continue
		}
		printed := now.Value == nil
		if last == nil || printed != (last.Value == nil) || !printed && !now.Comparable(last.FrozenFigure) {
			runs = append(runs, historyRun{printed, make([]opts.LineData, len(h.axis))})
		}
		runs[len(runs)-1].values[i].Value = now.number.Float()
		last = now
	}
	return runs
}

// distinct keeps the first of equal names.
func distinct(names []string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, name := range names {
		if !seen[name] {
			kept = append(kept, name)
		}
		seen[name] = true
	}
	return kept
}
