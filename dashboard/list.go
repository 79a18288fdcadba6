package dashboard

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"observatory"
)

// listBody is the page of all procedures.
type listBody struct {
	Listing  listing
	Choices  []choice
	Filtered bool
	Found    string
	Caption  string
	Columns  []column
	Rows     []listRow
	Pages    []pageLink
	Download string
	CSV      string
	JSON     string
}

// choice is a filter with its options.
type choice struct {
	Field, Name string
	Options     []option
}

type option struct {
	Value, Text string
	Selected    bool
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
	Title, URL, Administration, Ministry, Online, N, Volume string
	Figure                                                  figure
	Spark                                                   template.HTML
}

// pageLink leads to a page of the list; one without URL is an ellipsis.
type pageLink struct {
	Text, URL, Name string
	Current         bool
}

func (d *Dashboard) list(r *request) (*answer, error) {
	l, err := parseListing(r.query, r.snap.entries)
	if err != nil {
		return nil, err
	}
	kept := l.apply(r.snap.entries)
	shown, pages := l.slice(kept)
	data := l
	data.Page, data.PerPage = 1, defaultPerPage
	body := listBody{
		Listing: l, Choices: r.choices(l), Filtered: l.filtered(), Columns: r.columns(l), Pages: r.pages(l, pages),
		Found:    r.loc.N("list.found", uint64(len(kept))),
		Caption:  r.loc.T("list.caption", r.loc.T("column."+l.Sort), r.loc.T("order."+l.Order)),
		Download: r.loc.N("list.download", uint64(len(kept))),
		CSV:      r.address("/demarches.csv", data.query()), JSON: r.address("/demarches.json", data.query()),
	}
	for _, e := range shown {
		body.Rows = append(body.Rows, r.row(e))
	}
	return d.render(d.newPage(r, "list", body), "list", http.StatusOK)
}

func (r *request) row(e entry) listRow {
	p := e.procedure
	row := listRow{
		Title: p.Title, URL: r.link(procedurePath(p.ID)), Administration: p.Administration, Ministry: p.Ministry,
		Online: r.loc.T("word.online." + string(onlineOf(p))), N: r.loc.Count(e.satisfaction.N), Volume: "–",
		Figure: newFigure(r.loc, e.satisfaction), Spark: r.spark(p.ID),
	}
	if p.VolumeTotal != nil {
		row.Volume = r.loc.Count(*p.VolumeTotal)
	}
	return row
}

// spark draws the marks of the window's months.
func (r *request) spark(procedure string) template.HTML {
	var values []*float64
	points := observatory.MonthlyMarks(r.snap.months[procedure], observatory.KindSatisfaction)
	window := observatory.TwelveMonths(r.snap.asOf)
	for month := window.Start; month < window.End; month = month.AddMonths(1) {
		var value *float64
		for _, p := range points {
			if p.Window.Contains(month) {
				value = float(p.Value)
			}
		}
		values = append(values, value)
	}
	return Sparkline(values, 10)
}

func (r *request) choices(l listing) []choice {
	ministries := choice{Field: "ministry", Name: r.loc.T("column.ministry"), Options: []option{{Text: r.loc.T("filter.all")}}}
	for _, m := range r.snap.summary.Ministries {
		ministries.Options = append(ministries.Options, option{m.Slug, m.Name, m.Slug == l.Ministry})
	}
	words := func(field, name, prefix, chosen string, values []string) choice {
		c := choice{Field: field, Name: name, Options: []option{{Text: r.loc.T("filter.all")}}}
		for _, value := range values {
			c.Options = append(c.Options, option{value, r.loc.T(prefix + value), value == chosen})
		}
		return c
	}
	return []choice{
		ministries,
		words("online", r.loc.T("column.online"), "word.online.", l.Online, onlineWords()),
		words("satisfaction", r.loc.T("column.satisfaction"), "level.", l.Satisfaction, levelWords()),
		words("sort", r.loc.T("filter.sort"), "column.", l.Sort, listingSorts()),
	}
}

func (r *request) columns(l listing) []column {
	var columns []column
	for _, key := range []string{"title", "ministry", "online", "satisfaction", "trend", "n", "volume"} {
		c := column{Name: r.loc.T("column." + key), Numeric: key == "satisfaction" || key == "n" || key == "volume"}
		if key != "online" && key != "trend" {
			sorted := l
			sorted.Sort, sorted.Order, sorted.Page = key, naturalOrder(key), 1
			if key == l.Sort {
				c.Sorted, c.Mark = "ascending", "▲"
				sorted.Order = descending
				if l.Order == descending {
					c.Sorted, c.Mark, sorted.Order = "descending", "▼", ascending
				}
			}
			c.URL = r.address("/demarches", sorted.query())
		}
		columns = append(columns, c)
	}
	return columns
}

// pages links the first and the last page and those around the current one.
func (r *request) pages(l listing, last int) []pageLink {
	if last == 1 {
		return nil
	}
	to := func(n int, text, name string) pageLink {
		target := l
		target.Page = n
		return pageLink{text, r.address("/demarches", target.query()), name, n == l.Page && name == ""}
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

// listCSV and listJSON give the whole filtered list, in its order.
func (d *Dashboard) listCSV(r *request) (*answer, error) {
	l, err := parseListing(r.query, r.snap.entries)
	if err != nil {
		return nil, err
	}
	s := sheet{name: "demarches", header: listHeader()}
	for _, e := range l.apply(r.snap.entries) {
		s.rows = append(s.rows, listCells(e, r.snap.asOf))
	}
	return s.answer(r.snap.catalogue.Synthetic())
}

func (d *Dashboard) listJSON(r *request) (*answer, error) {
	l, err := parseListing(r.query, r.snap.entries)
	if err != nil {
		return nil, err
	}
	kept := l.apply(r.snap.entries)
	all := items{Items: make([]object, 0, len(kept)), Total: len(kept)}
	for _, e := range kept {
		all.Items = append(all.Items, newObject(e, r.snap.asOf))
	}
	return asFile(all, "demarches.json", r.snap.catalogue.Synthetic())
}

// asFile writes JSON under a name to save it by.
func asFile(value any, name string, synthetic bool) (*answer, error) {
	a, err := asJSON(value)
	if err != nil {
		return nil, err
	}
	a.filename = fileName(name, synthetic)
	return a, nil
}

// keep is an address with the query of this one.
func (r *request) keep(to string) string {
	query := url.Values{}
	for key, values := range r.query {
		query[key] = values
	}
	return r.address(to, query)
}
