package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web/locale"
)

// Shares is what groups are made of: one bar per group.
type Shares struct {
	ID, Title string
	Groups    []ShareGroup
	Synthetic bool
}

// ShareGroup is a group and its counts by code; a code without a count is 0.
type ShareGroup struct {
	// Name may be empty when there is one group only.
	Name   string
	Counts map[string]uint64
}

// category is one part that all groups are divided into.
type category struct{ code, name, color string }

// StatusShare returns the procedures of each group by how much of them can be
// done online; the codes are those of observatory.Online.
func StatusShare(l *locale.Locale, s Shares) Chart {
	var categories []category
	for _, status := range []struct {
		online observatory.Online
		color  string
	}{
		{observatory.OnlineYes, Blue}, {observatory.OnlineProactive, Green}, {observatory.OnlineLocalRollout, azure},
		{observatory.OnlinePartial, purple}, {observatory.OnlineBeta, brown}, {observatory.OnlineNo, orange},
		{observatory.OnlineUnknown, Grey},
	} {
		categories = append(categories, category{string(status.online), l.T("word.online." + string(status.online)), status.color})
	}
	return s.chart(l, categories)
}

// AnswerDistribution returns the answers of each group by level, worst first;
// the codes are those of rating.SatisfactionCodes.
func AnswerDistribution(l *locale.Locale, s Shares) Chart {
	colors := []string{orange, brown, Green}
	var categories []category
	for i, code := range rating.SatisfactionCodes() {
		categories = append(categories, category{code, l.T("answer.satisfaction." + code), colors[i]})
	}
	return s.chart(l, categories)
}

func (s Shares) chart(l *locale.Locale, categories []category) Chart {
	c := Chart{
		ID: s.ID, Title: s.Title, Alt: s.alt(l, categories), Format: FormatPercent, Lang: l.Code, Synthetic: s.Synthetic,
		Table: s.table(l, categories), Notice: Notice(l),
	}
	c.Wide, c.Narrow = s.heights(categories)
	for _, part := range categories {
		c.Palette = append(c.Palette, part.color)
		tips := make([][]string, len(s.Groups))
		for i, group := range s.Groups {
			tips[i] = []string{part.name, percentOf(l, group, part, categories) + " (" + l.Count(group.Counts[part.code]) + ")"}
			if group.Name != "" {
				tips[i] = append([]string{group.Name}, tips[i]...)
			}
		}
		c.Tips = append(c.Tips, tips)
	}
	c.Option = s.draw(c, l, categories)
	return c
}

func (s Shares) draw(c Chart, l *locale.Locale, categories []category) map[string]any {
	names := make([]string, len(s.Groups))
	for i, group := range s.Groups {
		names[i] = group.Name
	}
	bar := charts.NewBar()
	bar.SetGlobalOptions(c.Setup(s.legend(categories), "item")...)
	bar.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: c.Format.Top()}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true)}),
	)
	bar.SetXAxis(names).XYReversal()
	for _, part := range categories {
		data := make([]opts.BarData, len(s.Groups))
		for i, group := range s.Groups {
			if n := group.Counts[part.code]; n > 0 {
				data[i].Value = float64(n) * 100 / float64(group.total(categories))
				data[i].Label = &opts.Label{Show: opts.Bool(true), Formatter: percentOf(l, group, part, categories)}
			}
		}
		bar.AddSeries(part.name, data, charts.WithSeriesId(part.code),
			charts.WithBarChartOpts(opts.BarChart{Stack: "share", BarWidth: "70%"}))
	}
	return OptionOf(bar)
}

// legend names what there is.
func (s Shares) legend(categories []category) []string {
	legend := []string{}
	for _, part := range categories {
		if slices.ContainsFunc(s.Groups, func(g ShareGroup) bool { return g.Counts[part.code] > 0 }) {
			legend = append(legend, part.name)
		}
	}
	return legend
}

// heights are those of the bars, the axis and the legend, which takes one line
// on a page and about one for two names on a telephone.
func (s Shares) heights(categories []category) (wide, narrow int) {
	const axis, bar, line = 56, 56, 26
	base := axis + bar*len(s.Groups)
	if s.Synthetic {
		base += line
	}
	return base + line, base + line*((len(s.legend(categories))+1)/2)
}

func (s Shares) alt(l *locale.Locale, categories []category) string {
	sentence := strings.TrimSuffix(s.Title, ".") + "."
	for _, group := range s.Groups {
		var parts []string
		for _, part := range categories {
			if n := group.Counts[part.code]; n > 0 {
				parts = append(parts, l.T("chart.share", part.name, percentOf(l, group, part, categories), l.Count(n)))
			}
		}
		list := strings.Join(parts, ", ")
		switch {
		case list == "":
			list = l.T("chart.nothing")
		case group.Name != "":
			list = l.T("chart.shares", group.Name, list)
		}
		sentence += " " + list + "."
	}
	return sentence + " " + l.T("chart.table")
}

func (s Shares) table(l *locale.Locale, categories []category) Table {
	t := Table{Columns: []Column{{"group", l.T("chart.group")}}}
	for _, part := range categories {
		t.Columns = append(t.Columns, Column{part.code, part.name})
	}
	total := l.T("chart.total")
	t.Columns = append(t.Columns, Column{"total", total})
	count := func(n uint64) Datum { return Datum{l.Count(n), strconv.FormatUint(n, 10)} }
	for _, group := range s.Groups {
		row := []Datum{{cmp.Or(group.Name, total), cmp.Or(group.Name, "total")}}
		for _, part := range categories {
			row = append(row, count(group.Counts[part.code]))
		}
		t.Rows = append(t.Rows, append(row, count(group.total(categories))))
	}
	return t
}

func (g ShareGroup) total(categories []category) uint64 {
	var total uint64
	for _, part := range categories {
		total += g.Counts[part.code]
	}
	return total
}

// percentOf writes the part's share of the group with one digit after the
// point, rounded half up on integers; "—" of a group that is empty.
func percentOf(l *locale.Locale, group ShareGroup, part category, all []category) string {
	total := group.total(all)
	if total == 0 {
		return "—"
	}
	thousandths := (2000*group.Counts[part.code] + total) / (2 * total)
	return l.Digits(fmt.Sprintf("%d.%d", thousandths/10, thousandths%10)) + l.T("unit.percent")
}
