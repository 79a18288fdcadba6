package dashboard

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// listBody is the page of all procedures.
type listBody struct {
	Listing snapshot.Listing
	// Main are the filters that most readers want, More the others, Levels
	// those by the level of an indicator.
	Main, More, Levels []choice
	// MoreSet and LevelsSet count those that are set: they are behind a heading.
	MoreSet, LevelsSet int
	Sorts              []choice
	Shown              []tick
	Active             []activeFilter
	Filtered           bool
	Found              string
	Caption            string
	Columns            []column
	Rows               []listRow
	Pages              []pageLink
	// Beyond leads to the first page from one that does not exist.
	Beyond   string
	Download string
	Files    []link
}

// choice is a filter with its options.
type choice struct {
	Field, Name string
	// Own says that the options are the catalogue's words.
	Own     bool
	Options []option
}

type option struct {
	Value, Text string
	Selected    bool
}

// tick is a column that a reader may choose.
type tick struct {
	Value, Text string
	Checked     bool
}

// activeFilter is a filter that is set, and the address without it.
type activeFilter struct {
	Name, Value, URL string
	Own              bool
}

// column is a heading that may sort.
type column struct {
	Name, URL string
	// Sorted is the value of aria-sort, Mark an arrow for the eye.
	Sorted, Mark string
	Numeric      bool
}

// listRow is one procedure of the table.
type listRow struct {
	Title, URL, Administration string
	Cells                      []tableCell
}

// pageLink leads to a page of the list; one without URL is an ellipsis.
type pageLink struct {
	Text, URL, Name string
	Current         bool
}

func (d *Dashboard) list(r *request) (*web.Answer, error) {
	l, err := snapshot.ParseListing(r.query, r.snap.Entries, columnKeys())
	if err != nil {
		return nil, err
	}
	kept := l.Apply(r.snap.Entries)
	shown, pages := l.Slice(kept)
	body := listBody{
		Listing: l, Active: r.active(l), Filtered: l.Filtered(), Columns: r.columns(l), Pages: r.pages(l, pages),
		Found:    r.loc.N("list.found", uint64(len(kept))),
		Caption:  r.loc.T("list.caption", r.sortName(l.Sort), r.loc.T("order."+l.Order)),
		Download: r.loc.N("list.download", uint64(len(kept))), Files: r.listFiles(l),
	}
	body.choices(r, l)
	if len(shown) == 0 && len(kept) > 0 {
		first := l
		first.Page = 1
		body.Beyond = r.address("/demarches", first.Query())
	}
	columns := chosenFields(l)
	for _, e := range shown {
		body.Rows = append(body.Rows, r.row(e, columns))
	}
	return d.render(d.newPage(r, "list", body), "list", http.StatusOK)
}

func (r *request) row(e snapshot.Entry, columns []field) listRow {
	row := listRow{Title: e.Procedure.Title, URL: r.link(procedurePath(e.Procedure.ID)), Administration: e.Procedure.Administration}
	for _, f := range columns {
		c := f.cell(r, e)
		c.Label, c.Numeric = f.title(r.loc), f.numeric
		row.Cells = append(row.Cells, c)
	}
	return row
}

// monthlyMarks are the satisfaction of the window's months, nil where a month
// has none.
func (r *request) monthlyMarks(procedure string) []*observatory.Micro {
	var values []*observatory.Micro
	points := indicator.MonthlyMarks(r.snap.Months[procedure], indicator.KindSatisfaction, snapshot.ChartStart(r.snap.AsOf))
	window := observatory.TwelveMonths(r.snap.AsOf)
	for month := window.Start; month < window.End; month = month.AddMonths(1) {
		var value *observatory.Micro
		for _, p := range points {
			if p.Window.Contains(month) {
				value = p.Value
			}
		}
		values = append(values, value)
	}
	return values
}

// spark draws the marks of the window's months.
func (r *request) spark(procedure string) template.HTML {
	var values []*float64
	for _, value := range r.monthlyMarks(procedure) {
		values = append(values, float(value))
	}
	return chart.Sparkline(values, 10)
}

// choices fills the form.
func (b *listBody) choices(r *request, l snapshot.Listing) {
	for _, f := range l.Filters {
		value := l.Chosen[f.Field]
		c := choice{Field: f.Field, Name: f.Title(r.loc), Options: []option{{Text: r.loc.T("filter.all")}}}
		for _, v := range f.Values {
			c.Own = v.Message == ""
			c.Options = append(c.Options, option{v.Value, v.Text(r.loc), v.Value == value})
		}
		switch {
		case f.Field == "ministry" || f.Field == "online" || f.Kind == indicator.KindSatisfaction:
			b.Main = append(b.Main, c)
		case f.Kind != "":
			b.Levels, b.LevelsSet = append(b.Levels, c), b.LevelsSet+oneIf(value != "")
		default:
			b.More, b.MoreSet = append(b.More, c), b.MoreSet+oneIf(value != "")
		}
	}
	sorts := choice{Field: "sort", Name: r.loc.T("filter.sort")}
	for _, key := range snapshot.Sorts() {
		sorts.Options = append(sorts.Options, option{key, r.sortName(key), key == l.Sort})
	}
	orders := choice{Field: "order", Name: r.loc.T("filter.order")}
	for _, key := range []string{snapshot.Ascending, snapshot.Descending} {
		orders.Options = append(orders.Options, option{key, r.loc.T("order." + key), key == l.Order})
	}
	b.Sorts = []choice{sorts, orders}
	chosen := chosenFields(l)
	for _, f := range fields() {
		checked := slices.ContainsFunc(chosen, func(c field) bool { return c.key == f.key })
		b.Shown = append(b.Shown, tick{f.key, f.title(r.loc), checked})
	}
}

// sortName names what a list is sorted by.
func (r *request) sortName(key string) string {
	for _, f := range fields() {
		if f.key == key {
			return f.title(r.loc)
		}
	}
	return r.loc.T("column." + key)
}

// active lists the filters that are set.
func (r *request) active(l snapshot.Listing) []activeFilter {
	var active []activeFilter
	to := func(field string) string { return r.address("/demarches", l.Without(field).Query()) }
	if l.Q != "" {
		active = append(active, activeFilter{r.loc.T("search.go"), l.Q, to("q"), false})
	}
	for _, f := range l.Filters {
		if value := l.Chosen[f.Field]; value != "" {
			v := f.Find(value)
			active = append(active, activeFilter{f.Title(r.loc), v.Text(r.loc), to(f.Field), v.Message == ""})
		}
	}
	return active
}

func (r *request) columns(l snapshot.Listing) []column {
	columns := []column{r.column(l, "title", r.loc.T("column.title"), true)}
	for _, f := range chosenFields(l) {
		c := r.column(l, f.key, f.title(r.loc), f.sorts)
		c.Numeric = f.numeric
		columns = append(columns, c)
	}
	return columns
}

func (r *request) column(l snapshot.Listing, key, name string, sorts bool) column {
	c := column{Name: name}
	if !sorts {
		return c
	}
	sorted := l
	sorted.Sort, sorted.Order, sorted.Page = key, snapshot.NaturalOrder(key), 1
	if key == l.Sort {
		c.Sorted, c.Mark, sorted.Order = "ascending", "▲", snapshot.Descending
		if l.Order == snapshot.Descending {
			c.Sorted, c.Mark, sorted.Order = "descending", "▼", snapshot.Ascending
		}
	}
	c.URL = r.address("/demarches", sorted.Query())
	return c
}

// pages links the first and the last page and those around the current one.
func (r *request) pages(l snapshot.Listing, last int) []pageLink {
	if last == 1 {
		return nil
	}
	to := func(n int, text, name string) pageLink {
		target := l
		target.Page = n
		return pageLink{text, r.address("/demarches", target.Query()), name, n == l.Page && name == ""}
	}
	var links []pageLink
	if l.Page > 1 {
		links = append(links, to(min(l.Page-1, last), "‹", r.loc.T("pages.previous")))
	}
	gap := false
	for n := 1; n <= last; n++ {
		if n == 1 || n == last || n >= l.Page-1 && n <= l.Page+1 {
			links, gap = append(links, to(n, strconv.Itoa(n), "")), false
		} else if !gap {
			links, gap = append(links, pageLink{Text: "…"}), true
		}
	}
	if l.Page < last {
		links = append(links, to(l.Page+1, "›", r.loc.T("pages.next")))
	}
	return links
}

// keep is an address with the query of this one.
func (r *request) keep(to string) string {
	query := url.Values{}
	for key, values := range r.query {
		query[key] = values
	}
	return r.address(to, query)
}

func oneIf(condition bool) int {
	if condition {
		return 1
	}
	return 0
}
