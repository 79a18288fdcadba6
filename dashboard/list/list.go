package list

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
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
	Main, More, Levels []page.Choice
	// MoreSet and LevelsSet count those that are set: they are behind a heading.
	MoreSet, LevelsSet int
	Sorts              []page.Choice
	Shown              []tick
	Active             []activeFilter
	Filtered           bool
	Found              string
	Caption            string
	Columns            []Column
	Rows               []Row
	Pages              []page.NumberedLink
	// Near leads to procedures that a search which found nothing may have meant.
	Near []page.Link
	// Beyond leads to the first page from one that does not exist.
	Beyond   string
	Download string
	Files    []page.Link
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

// Column is a heading that may sort.
type Column struct {
	Name, URL string
	// Sorted is the value of aria-sort, Mark an arrow for the eye.
	Sorted, Mark string
	Numeric      bool
}

// Row is one procedure of the table.
type Row struct {
	Title, URL, Administration string
	Cells                      []tableCell
}

// Page shows the list, a page at a time.
func (d Pages) Page(r *page.Request) (*web.Answer, error) {
	l, err := snapshot.ParseListing(r.Query, r.Snap.Entries, ColumnKeys())
	if err != nil {
		return nil, err
	}
	kept, err := l.Apply(r.Snap)
	if err != nil {
		return nil, err
	}
	shown, pages := l.Slice(kept)
	body := listBody{
		Listing: l, Active: active(r, l), Filtered: l.Filtered(), Columns: columns(r, l), Pages: listPages(r, l, pages),
		Found:    r.Loc.N("list.found", uint64(len(kept))),
		Caption:  r.Loc.T("list.caption", sortName(r, l.Sort), r.Loc.T("order."+l.Order)),
		Download: r.Loc.N("list.download", uint64(len(kept))), Files: listFiles(r, l),
	}
	body.choices(r, l)
	if len(shown) == 0 && len(kept) > 0 {
		first := l
		first.Page = 1
		body.Beyond = r.Address("/demarches", first.Query())
	}
	if len(kept) == 0 && l.Q != "" {
		if body.Near, err = near(r, l.Q); err != nil {
			return nil, err
		}
	}
	columns := ChosenFields(l)
	for _, e := range shown {
		body.Rows = append(body.Rows, RowOf(r, e, columns))
	}
	return d.Render(d.NewPage(r, "list", body), "list", http.StatusOK)
}

// mostNear is how many procedures are suggested.
const mostNear = 5

// near leads to the procedures that a search which found nothing may have meant.
func near(r *page.Request, q string) ([]page.Link, error) {
	index, err := r.Snap.Search()
	if err != nil {
		return nil, err
	}
	var links []page.Link
	for _, id := range index.Near(q, mostNear) {
		if e, err := r.Find(id); err == nil {
			links = append(links, page.Link{Text: e.Procedure.Title, URL: r.Link(page.ProcedurePath(id)), Own: true})
		}
	}
	return links, nil
}

// RowOf is a procedure in the columns of a list.
func RowOf(r *page.Request, e snapshot.Entry, columns []Field) Row {
	row := Row{Title: e.Procedure.Title, URL: r.Link(page.ProcedurePath(e.Procedure.ID)), Administration: e.Procedure.Administration}
	for _, f := range columns {
		c := f.cell(r, e)
		c.Label, c.Numeric = f.Title(r.Loc), f.Numeric
		row.Cells = append(row.Cells, c)
	}
	return row
}

// monthlyMarks are the satisfaction of the window's months, nil where a month
// has none.
func monthlyMarks(r *page.Request, procedure string) []*observatory.Micro {
	var values []*observatory.Micro
	points := indicator.MonthlyMarks(r.Snap.Months[procedure], indicator.KindSatisfaction, snapshot.ChartStart(r.Snap.AsOf))
	window := observatory.TwelveMonths(r.Snap.AsOf)
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
func spark(r *page.Request, procedure string) template.HTML {
	var values []*float64
	for _, value := range monthlyMarks(r, procedure) {
		values = append(values, page.Float(value))
	}
	return chart.Sparkline(values, 10)
}

// choices fills the form.
func (b *listBody) choices(r *page.Request, l snapshot.Listing) {
	for _, f := range l.Filters {
		value := l.Chosen[f.Field]
		c := page.Choice{Field: f.Field, Name: f.Title(r.Loc), Options: []page.Option{{Text: r.Loc.T("filter.all")}}}
		for _, v := range f.Values {
			c.Own = v.Message == ""
			c.Options = append(c.Options, page.Option{Value: v.Value, Text: v.Text(r.Loc), Selected: v.Value == value})
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
	sorts := page.Choice{Field: "sort", Name: r.Loc.T("filter.sort")}
	for _, key := range snapshot.Sorts() {
		sorts.Options = append(sorts.Options, page.Option{Value: key, Text: sortName(r, key), Selected: key == l.Sort})
	}
	orders := page.Choice{Field: "order", Name: r.Loc.T("filter.order")}
	for _, key := range []string{snapshot.Ascending, snapshot.Descending} {
		orders.Options = append(orders.Options, page.Option{Value: key, Text: r.Loc.T("order." + key), Selected: key == l.Order})
	}
	b.Sorts = []page.Choice{sorts, orders}
	chosen := ChosenFields(l)
	for _, f := range fields() {
		checked := slices.ContainsFunc(chosen, func(c Field) bool { return c.Key == f.Key })
		b.Shown = append(b.Shown, tick{f.Key, f.Title(r.Loc), checked})
	}
}

// sortName names what a list is sorted by.
func sortName(r *page.Request, key string) string {
	for _, f := range fields() {
		if f.Key == key {
			return f.Title(r.Loc)
		}
	}
	return r.Loc.T("column." + key)
}

// active lists the filters that are set.
func active(r *page.Request, l snapshot.Listing) []activeFilter {
	var active []activeFilter
	to := func(field string) string { return r.Address("/demarches", l.Without(field).Query()) }
	if l.Q != "" {
		active = append(active, activeFilter{r.Loc.T("search.go"), l.Q, to("q"), false})
	}
	for _, f := range l.Filters {
		if value := l.Chosen[f.Field]; value != "" {
			v := f.Find(value)
			active = append(active, activeFilter{f.Title(r.Loc), v.Text(r.Loc), to(f.Field), v.Message == ""})
		}
	}
	return active
}

func columns(r *page.Request, l snapshot.Listing) []Column {
	columns := []Column{newColumn(r, l, "title", r.Loc.T("column.title"), true)}
	for _, f := range ChosenFields(l) {
		c := newColumn(r, l, f.Key, f.Title(r.Loc), f.sorts)
		c.Numeric = f.Numeric
		columns = append(columns, c)
	}
	return columns
}

func newColumn(r *page.Request, l snapshot.Listing, key, name string, sorts bool) Column {
	c := Column{Name: name}
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
	c.URL = r.Address("/demarches", sorted.Query())
	return c
}

// listPages links the first and the last page and those around the current one.
func listPages(r *page.Request, l snapshot.Listing, last int) []page.NumberedLink {
	if last == 1 {
		return nil
	}
	to := func(n int, text, name string) page.NumberedLink {
		target := l
		target.Page = n
		return page.NumberedLink{Text: text, URL: r.Address("/demarches", target.Query()), Name: name, Current: n == l.Page && name == ""}
	}
	var links []page.NumberedLink
	if l.Page > 1 {
		links = append(links, to(min(l.Page-1, last), "‹", r.Loc.T("pages.previous")))
	}
	gap := false
	for n := 1; n <= last; n++ {
		if n == 1 || n == last || n >= l.Page-1 && n <= l.Page+1 {
			links, gap = append(links, to(n, strconv.Itoa(n), "")), false
		} else if !gap {
			links, gap = append(links, page.NumberedLink{Text: "…"}), true
		}
	}
	if l.Page < last {
		links = append(links, to(l.Page+1, "›", r.Loc.T("pages.next")))
	}
	return links
}

func oneIf(condition bool) int {
	if condition {
		return 1
	}
	return 0
}
