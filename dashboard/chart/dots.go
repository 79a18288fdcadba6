package chart

import (
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Dots shows every procedure of some groups as a dot on the scale of one
// figure: one line per group, the shape and the colour of a dot its level.
type Dots struct {
	ID, Title string
	Format    Format
	Groups    []DotGroup
	Bounds    []BoundLine
	Synthetic bool
}

// DotGroup is a line of dots.
type DotGroup struct {
	Name string
	Dots []Dot
}

// Dot is one procedure's figure. Value is in the chart's format, the texts are
// as people read them, in the language.
type Dot struct {
	ID, Name string
	Level    indicator.Level
	Value    float64
	// Text is the value, Interval its limits Low and High, nil where there are
	// none; N is the number of answers, 0 for a figure that is not made of
	// answers.
	Text, Interval string
	Low, High      *float64
	N              uint64
}

// dotShape is how the dots of a level look, so that colour alone tells
// nothing.
type dotShape struct {
	level  indicator.Level
	symbol string
	color  string
}

func dotShapes() []dotShape {
	return []dotShape{
		{indicator.LevelGreen, "circle", Green}, {indicator.LevelYellow, "diamond", brown},
		{indicator.LevelRed, "path://M0 0L12 0L6 11Z", orange}, {"", "rect", Blue}, // a turned triangle is not turned in the legend
	}
}

// ProcedureDots returns the chart of the dots.
func ProcedureDots(l *locale.Locale, d Dots) Chart {
	c := Chart{
		ID: d.ID, Title: d.Title, Alt: d.alt(l), Format: d.Format, Lang: l.Code, Synthetic: d.Synthetic,
		Table: d.table(l), Notice: Notice(l),
	}
	const around, line = 96, 38
	c.Wide = around + line*len(d.Groups)
	c.Narrow = c.Wide + line
	c.Option = d.draw(&c, l)
	return c
}

func (d Dots) draw(c *Chart, l *locale.Locale) map[string]any {
	names := make([]string, len(d.Groups))
	for i, group := range d.Groups {
		names[i] = group.Name
	}
	scatter := charts.NewScatter()
	var legend []string
	for _, shape := range dotShapes() {
		data, tips := d.level(l, shape)
		if len(data) == 0 {
			continue
		}
		name := dotLevel(l, shape.level)
		options := []charts.SeriesOpts{charts.WithSeriesId("dots-" + string(shape.level))}
		if legend == nil {
			for _, bound := range d.Bounds {
				options = append(options, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: bound.Name, XAxis: bound.At}))
			}
		}
		scatter.AddSeries(name, data, options...)
		legend, c.Palette, c.Tips = append(legend, name), append(c.Palette, shape.color), append(c.Tips, tips)
	}
	scatter.SetGlobalOptions(c.Setup(legend, "item")...)
	scatter.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: c.Format.TopAbove(d.Bounds, d.highest()), MinInterval: c.Format.Step()}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names}),
	)
	return OptionOf(scatter)
}

// highest is the highest value of a dot.
func (d Dots) highest() (highest float64) {
	for _, group := range d.Groups {
		for _, dot := range group.Dots {
			highest = max(highest, dot.Value)
		}
	}
	return highest
}

// level are the dots of one level in all groups.
func (d Dots) level(l *locale.Locale, shape dotShape) (data []opts.ScatterData, tips [][]string) {
	for i, group := range d.Groups {
		for _, dot := range group.Dots {
			if dot.Level != shape.level {
				continue
			}
			data = append(data, opts.ScatterData{
				Name: dot.Name, Value: []any{dot.Value, i}, Symbol: shape.symbol,
			})
			tip := []string{dot.Name, dot.Text}
			if dot.Interval != "" {
				tip[1] += " (" + dot.Interval + ")"
			}
			if dot.N > 0 {
				tip = append(tip, l.N("answers", dot.N))
			}
			tips = append(tips, tip)
		}
	}
	return data, tips
}

func dotLevel(l *locale.Locale, level indicator.Level) string {
	if level == "" {
		return l.T("dots.procedures")
	}
	return l.T("level." + string(level))
}

// alt says of each group how many procedures it has and between which values.
func (d Dots) alt(l *locale.Locale) string {
	sentence := strings.TrimSuffix(d.Title, ".") + "."
	for _, group := range d.Groups {
		if len(group.Dots) == 0 {
			sentence += " " + l.T("dots.none", group.Name)
			continue
		}
		low, high := group.Dots[0], group.Dots[0]
		for _, dot := range group.Dots {
			if dot.Value < low.Value {
				low = dot
			}
			if dot.Value > high.Value {
				high = dot
			}
		}
		if len(group.Dots) == 1 {
			sentence += " " + l.T("dots.single", group.Name, low.Text)
			continue
		}
		sentence += " " + l.T("dots.range", group.Name, l.Count(uint64(len(group.Dots))), low.Text, high.Text)
	}
	return sentence + " " + l.T("chart.table")
}

func (d Dots) table(l *locale.Locale) Table {
	t := Table{Columns: []Column{
		{"id", l.T("fact.id")}, {"group", l.T("chart.group")}, {"title", l.T("column.title")}, {"value", l.T("chart.value")},
		{"low", l.T("chart.low")}, {"high", l.T("chart.high")}, {"n", l.T("chart.answers")}, {"level", l.T("dots.level")},
	}}
	for _, group := range d.Groups {
		for _, dot := range group.Dots {
			n, level := Datum{}, Datum{Raw: string(dot.Level)}
			if dot.N > 0 {
				n = Datum{l.Count(dot.N), strconv.FormatUint(dot.N, 10)}
			}
			if dot.Level != "" {
				level.Text = dotLevel(l, dot.Level)
			}
			low, high, _ := strings.Cut(dot.Interval, "–")
			t.Rows = append(t.Rows, []Datum{
				{dot.ID, dot.ID}, {group.Name, group.Name}, {dot.Name, dot.Name}, {dot.Text, observatory.MicroOf(dot.Value).String()},
				{low, rawNumber(dot.Low)}, {high, rawNumber(dot.High)}, n, level,
			})
		}
	}
	return t
}
