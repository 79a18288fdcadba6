package editions

import (
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/web"
	"servicequality/web/locale"
)

// trajectoryChart draws what was published, with a stroke of its own, and the
// editions; never what is to come. It is false when there is nothing to draw.
func trajectoryChart(r *page.Request) (chart.Chart, bool) {
	list := r.Snap.Milestones()
	if len(list) == 0 {
		return chart.Chart{}, false
	}
	l := r.Loc
	names := []string{l.T("trajectory.printed"), l.T("trajectory.weighted"), l.T("trajectory.strict")}
	c := chart.Chart{ID: "trajectory", Title: l.T("trajectory.title"), Format: chart.FormatPercent, Lang: l.Code, Wide: 320, Narrow: 260,
		Palette: []string{chart.Grey, chart.Blue, chart.Green}, Notice: chart.Notice(l), Synthetic: r.Snap.Catalogue.Synthetic() && len(r.Snap.Editions) > 0}
	c.Table = trajectoryTable(l, names, list)
	first, last := list[0], list[len(list)-1]
	c.Alt = l.T("trajectory.alt", l.Month(first.Month), l.Percent(first.Rate()), l.Month(last.Month), l.Percent(last.Rate()))

	var labels []string
	var tips [][]string
	values := make([][]opts.LineData, len(names))
	for month := first.Month; month <= last.Month; month = month.AddMonths(1) {
		labels = append(labels, chart.AxisMonth(l, month, month == first.Month))
		tip := []string{l.Month(month)}
		points := make([]opts.LineData, len(names))
		for _, m := range list {
			for i, rate := range []*observatory.Micro{m.Printed, m.Weighted, m.Strict} {
				if m.Month == month && rate != nil {
					points[i].Value = rate.Float()
					tip = append(tip, names[i]+locale.NoBreakSpace+l.Percent(rate)+" ("+m.Source+")")
				}
			}
		}
		for i := range names {
			values[i] = append(values[i], points[i])
		}
		tips = append(tips, tip)
	}
	c.Tips = [][][]string{tips}
	var lines []trajectoryLine
	var palette []string
	for i, id := range []string{"printed", "weighted", "strict"} {
		// A name without a line would only raise a question.
		if slices.ContainsFunc(values[i], func(point opts.LineData) bool { return point.Value != nil }) {
			lines = append(lines, trajectoryLine{id, names[i], values[i]})
			palette = append(palette, c.Palette[i])
		}
	}
	c.Palette = palette
	c.Option = drawTrajectory(c, labels, lines)
	return c, true
}

// trajectoryLine is one line of the chart, its points null where nothing was
// published.
type trajectoryLine struct {
	id, name string
	points   []opts.LineData
}

func drawTrajectory(c chart.Chart, labels []string, lines []trajectoryLine) map[string]any {
	var names []string
	for _, drawn := range lines {
		names = append(names, drawn.name)
	}
	line := charts.NewLine()
	line.SetGlobalOptions(c.Setup(names, "axis")...)
	line.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: c.Format.Top()}),
	)
	line.SetXAxis(labels)
	for _, drawn := range lines {
		stroke := "solid"
		if drawn.id == "printed" {
			stroke = "dashed"
		}
		line.AddSeries(drawn.name, drawn.points, charts.WithSeriesId(drawn.id),
			charts.WithLineChartOpts(opts.LineChart{ConnectNulls: opts.Bool(true)}),
			charts.WithLineStyleOpts(opts.LineStyle{Type: stroke}))
	}
	return chart.OptionOf(line)
}

func trajectoryTable(l *locale.Locale, names []string, list []snapshot.Milestone) chart.Table {
	t := chart.Table{Columns: []chart.Column{{Key: "month", Title: l.T("chart.month")}, {Key: "printed", Title: names[0]}, {Key: "weighted", Title: names[1]}, {Key: "strict", Title: names[2]}, {Key: "source", Title: l.T("trajectory.source")}}}
	for _, m := range list {
		row := []chart.Datum{{Text: l.Month(m.Month), Raw: chart.ISOMonth(m.Month)}}
		for _, rate := range []*observatory.Micro{m.Printed, m.Weighted, m.Strict} {
			datum := chart.Datum{Raw: page.Micro(rate)}
			if rate != nil {
				datum.Text = l.Percent(rate)
			}
			row = append(row, datum)
		}
		t.Rows = append(t.Rows, append(row, chart.Datum{Text: m.Source, Raw: m.Source}))
	}
	return t
}

// Trajectory answers /trajectoire: a picture or data, and without an ending the
// place on the page of editions.
func (d Pages) Trajectory(r *page.Request) (*web.Answer, error) {
	if r.Path == "/trajectoire" {
		return r.Redirect(r.Link("/editions") + "#trajectory"), nil
	}
	chart, ok := trajectoryChart(r)
	if !ok {
		return nil, observatory.ErrNotFound
	}
	switch r.Path {
	case "/trajectoire.svg":
		return d.Picture(r, chart, "trajectoire")
	case "/trajectoire.csv":
		return page.TableSheet("trajectoire", chart, r.Snap.AsOf).CSV(chart.Synthetic)
	}
	return web.JSONFile(struct {
		Milestones []milestoneObject       `json:"milestones"`
		Published  []edition.PrintedFigure `json:"published_figures"`
	}{milestoneObjects(r.Snap.Milestones()), r.Snap.Published}, "trajectoire.json", chart.Synthetic)
}

type milestoneObject struct {
	Month    string             `json:"month"`
	Printed  *observatory.Micro `json:"printed"`
	Weighted *observatory.Micro `json:"weighted"`
	Strict   *observatory.Micro `json:"strict"`
	Source   string             `json:"source"`
}

func milestoneObjects(list []snapshot.Milestone) []milestoneObject {
	objects := make([]milestoneObject, 0, len(list))
	for _, m := range list {
		objects = append(objects, milestoneObject{chart.ISOMonth(m.Month), m.Printed, m.Weighted, m.Strict, m.Source})
	}
	return objects
}
