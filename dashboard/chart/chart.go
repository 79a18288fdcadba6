// Package chart draws marks by month, shares, dots and sparklines, each as the option
// that a browser draws, as the same picture drawn on the server, as a sentence for
// those who see neither, and as a table.
//
// It owns the forms, the colours and the interpreter of the charts' script. It imports
// the domain's vocabulary, web and its locale; it is handed values and texts. It knows
// neither requests nor addresses, nor where the values come from.
package chart

import (
	"maps"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Format says what the numbers of a chart are, hence how its value axis is
// fixed and written.
type Format string

// The formats: a mark from 0 to 10, a percentage from 0 to 100, a count from 0.
const (
	FormatMark    Format = "mark"
	FormatPercent Format = "percent"
	FormatCount   Format = "count"
)

// Top is the end of the value axis; nil lets the data decide. An axis is the
// same on every page, so that two charts can be compared by eye.
func (f Format) Top() any {
	switch f {
	case FormatMark:
		return 10
	case FormatPercent:
		return 100
	}
	return nil
}

// TopAbove is the end of an axis that shows bounds: where top lets the data
// decide it is the highest bound, unless the data goes beyond it.
func (f Format) TopAbove(bounds []BoundLine, highest float64) any {
	if top := f.Top(); top != nil {
		return top
	}
	top := 0.0
	for _, bound := range bounds {
		top = max(top, bound.At)
	}
	if highest > top || top == 0 {
		return nil
	}
	return top
}

// Step is the least that two ticks of the value axis may be apart, 0 for any.
func (f Format) Step() float64 {
	if f == FormatCount {
		return 1
	}
	return 0
}

// Chart is one chart in one language, in all its forms: what a browser draws
// (Drawing), what the server draws (Renderer), the sentence for those who see
// neither (Alt), and the same numbers as a table (Table).
//
// On a page it is
//
//	<figure data-chart role="figure" aria-label="{{.Title}}">
//	  <div data-chart-box><picture>…<img alt="{{.Alt}}" …></picture></div>
//	  <script type="application/json">{{.Drawing}}</script>
//	  … table, links …
//	</figure>
type Chart struct {
	// ID names the chart among all charts of the site, whatever the language.
	ID    string
	Title string
	// Alt says in a sentence what the chart shows.
	Alt    string
	Format Format
	// Lang is the code of the language that everything is written in.
	Lang string
	// Synthetic marks demonstration data: the picture says so itself.
	Synthetic bool
	Table     Table
	// Wide and Narrow are the heights, in pixels, at which the chart reads
	// well on a page and on a telephone.
	Wide, Narrow int

	Option  map[string]any
	Palette []string
	Tips    [][][]string
	Notice  string
}

// Table is the numbers of a chart. Every row has one datum per column; the
// first column is the row's heading.
type Table struct {
	Columns []Column
	Rows    [][]Datum
}

// Column is the heading of a column for people and, as Key, for machines.
type Column struct{ Key, Title string }

// Datum is a number or a word for people (Text) and for machines (Raw: numbers
// with a point; empty when there is no value).
type Datum struct{ Text, Raw string }

// Records returns the table as the records of a CSV file, headings first.
func (t Table) Records() [][]string {
	keys := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		keys[i] = column.Key
	}
	records := [][]string{keys}
	for _, row := range t.Rows {
		record := make([]string, len(row))
		for i, datum := range row {
			record[i] = datum.Raw
		}
		records = append(records, record)
	}
	return records
}

// Drawing is what the charts' script needs to draw a chart, to be written as
// JSON into the page.
type Drawing struct {
	// Option is ECharts' option, without colours and without functions.
	Option map[string]any `json:"option"`
	// Palette names the colour of each series.
	Palette []string `json:"palette"`
	Format  Format   `json:"format"`
	// Tips holds the lines of the tooltip of each datum: by series, or one
	// list for all series.
	Tips   [][][]string `json:"tips"`
	Title  string       `json:"title"`
	Lang   string       `json:"lang"`
	Notice string       `json:"notice,omitempty"`
	// Heights are Chart.Wide and Chart.Narrow.
	Heights struct {
		Wide   int `json:"wide"`
		Narrow int `json:"narrow"`
	} `json:"heights"`
}

// Drawing returns what a browser draws.
func (c Chart) Drawing() Drawing {
	d := Drawing{
		Option: c.Option, Palette: c.Palette, Format: c.Format, Tips: c.Tips,
		Title: c.Title, Lang: c.Lang,
	}
	if d.Palette == nil { // nothing has a value: the script wants lists all the same
		d.Palette, d.Tips = []string{}, [][][]string{}
	}
	if c.Synthetic {
		d.Notice = c.Notice
	}
	d.Heights.Wide, d.Heights.Narrow = c.Wide, c.Narrow
	return d
}

// Setup is what all charts ask of go-echarts.
func (c Chart) Setup(legend []string, trigger string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithInitializationOpts(opts.Initialization{ChartID: c.ID}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Data: legend}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: trigger}),
		charts.WithAriaOpts(&opts.Aria{
			Enabled: opts.Bool(true),
			Label:   &opts.AriaLabel{Description: c.Alt},
		}),
	}
}

// OptionOf returns the option of a go-echarts chart, without the library's colours,
// title and tools, which the charts' script decides.
func OptionOf(chart interface {
	Validate()
	JSON() map[string]any
}) map[string]any {
	chart.Validate() // sets the categories
	option := maps.Clone(chart.JSON())
	for _, key := range []string{"color", "title", "toolbox"} {
		delete(option, key)
	}
	if series, ok := option["series"].(charts.MultiSeries); ok && series == nil {
		option["series"] = charts.MultiSeries{}
	}
	return option
}
