package dashboard

import (
	"cmp"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/observatory"
	"servicequality/observatory/edition"
)

// milestone is a rate of procedures online that was published at some time.
type milestone struct {
	month observatory.Day
	// printed is a rate from before there were editions, as it was printed;
	// the others are those of an edition, by two rules.
	printed, weighted, strict *observatory.Micro
	source                    string
}

// milestones lists the rates that were published, oldest first, a printed one
// and an edition apart even in one month. Of an edition that was corrected the
// correction stands.
func (s *snapshot) milestones() []milestone {
	var all []milestone
	for _, f := range s.published {
		if number, _ := f.Number(); f.Dematerialised() && f.Day() != 0 {
			all = append(all, milestone{month: f.Day().FirstOfMonth(), printed: &number, source: f.Edition})
		}
	}
	for _, e := range s.editions {
		if s.superseded(e.ID) != "" {
			continue
		}
		rates := e.Summary.Dematerialisation
		m := milestone{month: e.AsOf.FirstOfMonth(), weighted: rates.Weighted, strict: rates.Strict, source: e.ID}
		if e.AsPublished { // what it printed was not computed by these rules
			m.printed, m.weighted, m.strict = rates.Weighted, nil, nil
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b milestone) int { return cmp.Compare(a.month, b.month) })
	return all
}

// trajectoryChart draws what was published, with a stroke of its own, and the
// editions; never what is to come. It is false when there is nothing to draw.
func (r *request) trajectoryChart() (Chart, bool) {
	list := r.snap.milestones()
	if len(list) == 0 {
		return Chart{}, false
	}
	l, words := r.loc, wordsOf(r.loc.Code)
	names := []string{l.T("trajectory.printed"), l.T("trajectory.weighted"), l.T("trajectory.strict")}
	c := Chart{ID: "trajectory", Title: l.T("trajectory.title"), Format: FormatPercent, Lang: l.Code, Wide: 320, Narrow: 260,
		palette: []string{grey, blue, green}, notice: words.notice, Synthetic: r.snap.catalogue.Synthetic() && len(r.snap.editions) > 0}
	c.Table = trajectoryTable(l, words, names, list)
	first, last := list[0], list[len(list)-1]
	c.Alt = l.T("trajectory.alt", l.Month(first.month), l.Percent(first.rate()), l.Month(last.month), l.Percent(last.rate()))

	var labels []string
	var tips [][]string
	values := make([][]opts.LineData, len(names))
	for month := first.month; month <= last.month; month = month.AddMonths(1) {
		labels = append(labels, words.axisMonth(month, month == first.month))
		tip := []string{l.Month(month)}
		points := make([]opts.LineData, len(names))
		for _, m := range list {
			for i, rate := range []*observatory.Micro{m.printed, m.weighted, m.strict} {
				if m.month == month && rate != nil {
					points[i].Value = rate.Float()
					tip = append(tip, names[i]+nbsp+l.Percent(rate)+" ("+m.source+")")
				}
			}
		}
		for i := range names {
			values[i] = append(values[i], points[i])
		}
		tips = append(tips, tip)
	}
	c.tips = [][][]string{tips}
	var lines []trajectoryLine
	var palette []string
	for i, id := range []string{"printed", "weighted", "strict"} {
		// A name without a line would only raise a question.
		if slices.ContainsFunc(values[i], func(point opts.LineData) bool { return point.Value != nil }) {
			lines = append(lines, trajectoryLine{id, names[i], values[i]})
			palette = append(palette, c.palette[i])
		}
	}
	c.palette = palette
	c.option = drawTrajectory(c, labels, lines)
	return c, true
}

// trajectoryLine is one line of the chart, its points null where nothing was
// published.
type trajectoryLine struct {
	id, name string
	points   []opts.LineData
}

// rate is the one that is compared from end to end.
func (m milestone) rate() *observatory.Micro {
	if m.printed != nil {
		return m.printed
	}
	return m.weighted
}

func drawTrajectory(c Chart, labels []string, lines []trajectoryLine) map[string]any {
	var names []string
	for _, drawn := range lines {
		names = append(names, drawn.name)
	}
	line := charts.NewLine()
	line.SetGlobalOptions(c.setup(names, "axis")...)
	line.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: c.Format.top()}),
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
	return optionOf(line)
}

func trajectoryTable(l *locale, words chartWords, names []string, list []milestone) Table {
	t := Table{Columns: []Column{{"month", words.month}, {"printed", names[0]}, {"weighted", names[1]}, {"strict", names[2]}, {"source", l.T("trajectory.source")}}}
	for _, m := range list {
		row := []Datum{{l.Month(m.month), isoMonth(m.month)}}
		for _, rate := range []*observatory.Micro{m.printed, m.weighted, m.strict} {
			datum := Datum{Raw: micro(rate)}
			if rate != nil {
				datum.Text = l.Percent(rate)
			}
			row = append(row, datum)
		}
		t.Rows = append(t.Rows, append(row, Datum{m.source, m.source}))
	}
	return t
}

// trajectory answers /trajectoire: a picture or data, and without an ending the
// place on the page of editions.
func (d *Dashboard) trajectory(r *request) (*answer, error) {
	if r.path == "/trajectoire" {
		return r.redirect(r.link("/editions") + "#trajectory"), nil
	}
	chart, ok := r.trajectoryChart()
	if !ok {
		return nil, observatory.ErrNotFound
	}
	switch r.path {
	case "/trajectoire.svg":
		return d.picture(r, chart, "trajectoire")
	case "/trajectoire.csv":
		return tableSheet("trajectoire", chart, r.snap.asOf).answer(chart.Synthetic)
	}
	return asFile(struct {
		Milestones []milestoneObject         `json:"milestones"`
		Published  []edition.PublishedFigure `json:"published_figures"`
	}{milestoneObjects(r.snap.milestones()), r.snap.published}, "trajectoire.json", chart.Synthetic)
}

type milestoneObject struct {
	Month    string             `json:"month"`
	Printed  *observatory.Micro `json:"printed"`
	Weighted *observatory.Micro `json:"weighted"`
	Strict   *observatory.Micro `json:"strict"`
	Source   string             `json:"source"`
}

func milestoneObjects(list []milestone) []milestoneObject {
	objects := make([]milestoneObject, 0, len(list))
	for _, m := range list {
		objects = append(objects, milestoneObject{isoMonth(m.month), m.printed, m.weighted, m.strict, m.source})
	}
	return objects
}
