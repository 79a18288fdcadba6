package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"servicequality/dashboard/chart"
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

// Plot is a chart where it stands on a page: with the addresses of its other
// forms.
type Plot struct {
	chart.Chart
	loc *locale.Locale
	// path is the figure's address without an ending, query what the addresses
	// of its forms need beside, home the page that it stands on.
	Path  string
	Query url.Values
	Home  string
	// drawn says whether the server can draw pictures.
	drawn bool
}

// Width is how wide the picture is, in pixels.
func (p Plot) Width() int { return pictureWidth }

// Drawn says whether there is a picture to show.
func (p Plot) Drawn() bool { return p.drawn }

// T is the locale's message.
func (p Plot) T(key string) string { return p.loc.T(key) }

// Picture is the address of the chart as an image.
func (p Plot) Picture(theme, size string) string {
	query := p.with(url.Values{"lang": {p.loc.Code}, "theme": {theme}})
	if size != sizeWide {
		query.Set("size", size)
	}
	return p.Path + ".svg?" + query.Encode()
}

// File is the address of the same numbers as data.
func (p Plot) File(format string) string {
	return p.Path + "." + format + "?" + p.with(url.Values{"lang": {p.loc.Code}}).Encode()
}

// with adds what the figure's addresses need to a query.
func (p Plot) with(query url.Values) url.Values {
	for key, values := range p.Query {
		query[key] = values
	}
	return query
}

// Plot is a chart on a page; at is the address of the chart's files without ending.
func (d *Site) Plot(r *Request, c chart.Chart, at string) *Plot {
	home := path.Dir(at)
	if home == MinistryPath(GroupAll) { // that chart stands on the page of all ministries
		home = path.Dir(home)
	}
	return &Plot{Chart: c, loc: r.Loc, Path: at, Home: home, drawn: d.Assets.Missing() == ""}
}

// FormatOf says how a chart writes the values of an indicator.
func FormatOf(rule indicator.Rule) chart.Format {
	switch rule.Unit {
	case indicator.UnitMark:
		return chart.FormatMark
	case indicator.UnitPercent:
		return chart.FormatPercent
	}
	return chart.FormatCount
}

// Cell is one month of an indicator in a chart.
func Cell(rule indicator.Rule, p indicator.Point) chart.MonthCell {
	c := chart.MonthCell{First: p.Window.Start, Last: p.Window.AsOf(), N: p.N, Value: Float(p.Value), Low: Float(p.Low), High: Float(p.High)}
	if p.Value != nil {
		micros := observatory.Ratio{Num: uint64(*p.Value), Den: 1_000_000 * rule.Unit.Scale()}
		limits := indicator.Indicator{Kind: rule.Kind, Low: p.Low, High: p.High}
		c.Text, c.LowText, c.HighText = rule.Display(micros), limits.DisplayLow(), limits.DisplayHigh()
	}
	return c
}

// Float is an exact number for drawing; nil stays nil.
func Float(m *observatory.Micro) *float64 {
	if m == nil {
		return nil
	}
	x := m.Float()
	return &x
}

// Bounds are the lines from which a better level holds.
func Bounds(loc *locale.Locale, rule indicator.Rule) []chart.BoundLine {
	var lines []chart.BoundLine
	for _, b := range rule.Bounds {
		if at := b.From.Micro(rule.Unit.Scale()).Float(); at > 0 {
			lines = append(lines, chart.BoundLine{At: at, Name: loc.T("level." + string(b.Level))})
		}
	}
	return lines
}

// Changes are the months from which other questionnaires are in use.
func Changes(loc *locale.Locale, points []indicator.Point) []chart.MonthChange {
	var found []chart.MonthChange
	for i := 1; i < len(points); i++ {
		if !slices.Equal(points[i-1].Instruments, points[i].Instruments) {
			found = append(found, chart.MonthChange{Month: points[i].Window.Start, Name: loc.T("plot.questionnaire", loc.Enumerate(points[i].Instruments))})
		}
	}
	return found
}

// Picture draws a chart as the address asks: ?theme=light|dark&size=wide|narrow.
func (d *Site) Picture(r *Request, c chart.Chart, name string) (*web.Answer, error) {
	theme := chart.Theme(r.Query.Get("theme"))
	if theme == "" {
		theme = chart.ThemeLight
	}
	p := chart.Picture{Chart: c, Theme: theme, Width: pictureWidth, Height: c.Wide, Version: r.Snap.Version}
	switch r.Query.Get("size") {
	case "", sizeWide:
	case sizeNarrow:
		p.Width, p.Height = narrowPictureWidth, c.Narrow
	default:
		return nil, web.Refuse("size", "must be wide or narrow")
	}
	svg, err := d.renderer.SVG(r.Ctx, p)
	if errors.Is(err, chart.ErrNoRenderer) || errors.Is(err, chart.ErrTooSlow) {
		return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	if err != nil {
		return nil, err
	}
	return &web.Answer{Media: web.TypeSVG, Body: svg, Filename: web.FileName(name+".svg", c.Synthetic)}, nil
}

// TableSheet is the table of a chart as a file.
func TableSheet(name string, c chart.Chart, asOf observatory.Day) web.Sheet {
	records := c.Table.Records()
	s := web.Sheet{Name: name, Header: append(records[0], "as_of", "synthetic")}
	for _, record := range records[1:] {
		s.Rows = append(s.Rows, append(record, asOf.String(), strconv.FormatBool(c.Synthetic)))
	}
	return s
}

// TableItems is the table of a chart as JSON objects, numbers as they are in
// the file.
func TableItems(c chart.Chart) []map[string]any {
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

// ChartFile answers with a chart as a picture (".svg") or as its table (".csv",
// ".json"); another format is observatory.ErrNotFound.
func (d *Site) ChartFile(r *Request, p *Plot, format string) (*web.Answer, error) {
	name := strings.ReplaceAll(strings.Trim(p.Path, "/"), "/", "-")
	switch format {
	case ".svg":
		return d.Picture(r, p.Chart, name)
	case ".csv":
		return TableSheet(name, p.Chart, r.Snap.AsOf).CSV(p.Synthetic)
	case ".json":
		return web.JSONFile(struct {
			Title     string           `json:"title"`
			AsOf      observatory.Day  `json:"as_of"`
			Synthetic bool             `json:"synthetic"`
			Items     []map[string]any `json:"items"`
		}{p.Title, r.Snap.AsOf, p.Synthetic, TableItems(p.Chart)}, name+".json", p.Synthetic)
	}
	return nil, fmt.Errorf("chart %s as %s: %w", p.Path, format, observatory.ErrNotFound)
}
