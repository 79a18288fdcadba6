package dashboard

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

const (
	pictureWidth       = 800
	narrowPictureWidth = 360
	sizeWide           = "wide"
	sizeNarrow         = "narrow"
)

// plot is a chart where it stands on a page: with the addresses of its other
// forms.
type plot struct {
	chart.Chart
	loc *locale.Locale
	// path is the figure's address without an ending, query what the addresses
	// of its forms need beside, home the page that it stands on.
	path  string
	query url.Values
	home  string
	// drawn says whether the server can draw pictures.
	drawn bool
}

// Width is how wide the picture is, in pixels.
func (p plot) Width() int { return pictureWidth }

// Drawn says whether there is a picture to show.
func (p plot) Drawn() bool { return p.drawn }

// T is the locale's message.
func (p plot) T(key string) string { return p.loc.T(key) }

// Picture is the address of the chart as an image.
func (p plot) Picture(theme, size string) string {
	query := p.with(url.Values{"lang": {p.loc.Code}, "theme": {theme}})
	if size != sizeWide {
		query.Set("size", size)
	}
	return p.path + ".svg?" + query.Encode()
}

// File is the address of the same numbers as data.
func (p plot) File(format string) string {
	return p.path + "." + format + "?" + p.with(url.Values{"lang": {p.loc.Code}}).Encode()
}

// with adds what the figure's addresses need to a query.
func (p plot) with(query url.Values) url.Values {
	for key, values := range p.query {
		query[key] = values
	}
	return query
}

func (d *Dashboard) plot(r *request, c chart.Chart, at string) *plot {
	home := path.Dir(at)
	if home == ministryPath(groupAll) { // that chart stands on the page of all ministries
		home = path.Dir(home)
	}
	return &plot{Chart: c, loc: r.loc, path: at, home: home, drawn: d.assets.Missing() == ""}
}

// procedureChart draws a figure of a procedure: its months, or how the answers
// are spread.
func (d *Dashboard) procedureChart(r *request, e snapshot.Entry, name string) (*plot, error) {
	e, err := d.asked(r, e)
	if err != nil {
		return nil, err
	}
	chart, drawn := chart.Chart{}, false
	if rule, ok := indicator.FindRule(indicator.Kind(name)); ok {
		chart, drawn = r.marksByMonth(e, rule)
	} else if name == figureAnswers {
		chart, drawn = r.answersChart(e)
	} else if kind, ok := historyKind(name); ok {
		chart, drawn = r.history(e, kind)
	}
	if !drawn {
		return nil, fmt.Errorf("chart %s of %s: %w", name, e.Procedure.ID, observatory.ErrNotFound)
	}
	p := d.plot(r, chart, procedurePath(e.Procedure.ID)+"/"+name)
	p.query = r.datedQuery(e)
	return p, nil
}

// marksByMonth draws a rating-based figure of a procedure over time; false
// when no month has enough answers.
func (r *request) marksByMonth(e snapshot.Entry, rule indicator.Rule) (chart.Chart, bool) {
	points := indicator.MonthlyMarks(r.snap.Months[e.Procedure.ID].Until(e.AsOf), rule.Kind, snapshot.ChartStart(e.AsOf))
	if !slices.ContainsFunc(points, func(p indicator.Point) bool { return p.Value != nil }) {
		return chart.Chart{}, false
	}
	name := r.loc.T("kind." + string(rule.Kind) + ".name")
	monthly := chart.Monthly{
		ID: string(rule.Kind) + "-" + e.Procedure.ID + r.dated(e), Title: r.loc.T("plot.months", name, e.Procedure.Title), Series: name,
		Format: formatOf(rule), From: points[0].Window.Start, To: e.AsOf,
		Bounds: bounds(r.loc, rule), Changes: changes(r.loc, points), Synthetic: e.Procedure.Synthetic,
	}
	for _, p := range points {
		monthly.Cells = append(monthly.Cells, cell(rule, p))
	}
	return chart.MarksByMonth(r.loc, monthly), true
}

func formatOf(rule indicator.Rule) chart.Format {
	switch rule.Unit {
	case indicator.UnitMark:
		return chart.FormatMark
	case indicator.UnitPercent:
		return chart.FormatPercent
	}
	return chart.FormatCount
}

func cell(rule indicator.Rule, p indicator.Point) chart.MonthCell {
	c := chart.MonthCell{First: p.Window.Start, Last: p.Window.AsOf(), N: p.N, Value: float(p.Value), Low: float(p.Low), High: float(p.High)}
	if p.Value != nil {
		micros := observatory.Ratio{Num: uint64(*p.Value), Den: 1_000_000 * rule.Unit.Scale()}
		limits := indicator.Indicator{Kind: rule.Kind, Low: p.Low, High: p.High}
		c.Text, c.LowText, c.HighText = rule.Display(micros), limits.DisplayLow(), limits.DisplayHigh()
	}
	return c
}

func float(m *observatory.Micro) *float64 {
	if m == nil {
		return nil
	}
	x := m.Float()
	return &x
}

// bounds are the lines from which a better level holds.
func bounds(loc *locale.Locale, rule indicator.Rule) []chart.BoundLine {
	var lines []chart.BoundLine
	for _, b := range rule.Bounds {
		if at := b.From.Micro(rule.Unit.Scale()).Float(); at > 0 {
			lines = append(lines, chart.BoundLine{At: at, Name: loc.T("level." + string(b.Level))})
		}
	}
	return lines
}

// changes are the months from which other questionnaires are in use.
func changes(loc *locale.Locale, points []indicator.Point) []chart.MonthChange {
	var found []chart.MonthChange
	for i := 1; i < len(points); i++ {
		if !slices.Equal(points[i-1].Instruments, points[i].Instruments) {
			found = append(found, chart.MonthChange{Month: points[i].Window.Start, Name: loc.T("plot.questionnaire", loc.Enumerate(points[i].Instruments))})
		}
	}
	return found
}

// onlineShares draws how much of the list is online: all procedures in one
// bar.
func (r *request) onlineShares() chart.Chart {
	counts := map[string]uint64{}
	for _, e := range r.snap.Entries {
		counts[string(snapshot.OnlineOf(e.Procedure))]++
	}
	return chart.StatusShare(r.loc, chart.Shares{
		ID: "dematerialisation", Title: r.loc.T("plot.online"), Synthetic: r.snap.Catalogue.Synthetic(),
		Groups: []chart.ShareGroup{{Counts: counts}},
	})
}

// picture draws a chart as the address asks: ?theme=light|dark&size=wide|narrow.
func (d *Dashboard) picture(r *request, c chart.Chart, name string) (*web.Answer, error) {
	theme := chart.Theme(r.query.Get("theme"))
	if theme == "" {
		theme = chart.ThemeLight
	}
	p := chart.Picture{Chart: c, Theme: theme, Width: pictureWidth, Height: c.Wide, Version: r.snap.Version}
	switch r.query.Get("size") {
	case "", sizeWide:
	case sizeNarrow:
		p.Width, p.Height = narrowPictureWidth, c.Narrow
	default:
		return nil, web.Refuse("size", "must be wide or narrow")
	}
	svg, err := d.renderer.SVG(r.ctx, p)
	if errors.Is(err, chart.ErrNoRenderer) || errors.Is(err, chart.ErrTooSlow) {
		return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	if err != nil {
		return nil, err
	}
	return &web.Answer{Media: web.TypeSVG, Body: svg, Filename: web.FileName(name+".svg", c.Synthetic)}, nil
}

// tableSheet is the table of a chart as a file.
func tableSheet(name string, c chart.Chart, asOf observatory.Day) web.Sheet {
	records := c.Table.Records()
	s := web.Sheet{Name: name, Header: append(records[0], "as_of", "synthetic")}
	for _, record := range records[1:] {
		s.Rows = append(s.Rows, append(record, asOf.String(), strconv.FormatBool(c.Synthetic)))
	}
	return s
}

// tableItems is the table of a chart as JSON objects, numbers as they are in
// the file.
func tableItems(c chart.Chart) []map[string]any {
	items := make([]map[string]any, 0, len(c.Table.Rows))
	for _, row := range c.Table.Rows {
		item := map[string]any{}
		for i, datum := range row {
			switch {
			case datum.Raw == "":
				item[c.Table.Columns[i].Key] = nil
			case i == 0 || !isNumber(datum.Raw):
				item[c.Table.Columns[i].Key] = datum.Raw
			default:
				item[c.Table.Columns[i].Key] = json.Number(datum.Raw)
			}
		}
		items = append(items, item)
	}
	return items
}

// isNumber says whether a text is a number as JSON writes them.
func isNumber(text string) bool {
	var n json.Number
	return json.Unmarshal([]byte(text), &n) == nil && n.String() == text
}
