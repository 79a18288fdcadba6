package history

import (
	"fmt"
	"strings"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/data"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// KindOf is the kind whose history the name of a figure asks for.
func KindOf(name string) (indicator.Kind, bool) {
	kind, found := strings.CutPrefix(name, Name+"-")
	_, known := indicator.FindRule(indicator.Kind(kind))
	return indicator.Kind(kind), found && known
}

// historyFiles leads to a history as files.
func historyFiles(r *page.Request, e snapshot.Entry, name string) []page.Link {
	var files []page.Link
	for _, format := range []string{"csv", "json"} {
		at := page.ProcedurePath(e.Procedure.ID) + "/" + name + "." + format
		files = append(files, page.Link{Text: page.FormatName(format), URL: r.Address(at, r.DatedValues(e))})
	}
	return files
}

// ChartOf is the chart of one figure's editions; false when there is none to
// draw.
func ChartOf(r *page.Request, e snapshot.Entry, kind indicator.Kind) (chart.Chart, bool) {
	rule, _ := indicator.FindRule(kind)
	records := records(r, e, rule)
	if len(records) == 0 {
		return chart.Chart{}, false
	}
	return historyChart(r, e, rule, records)
}

// FigureFile answers with the editions of one figure as data, or as a
// picture where there is one; without an ending it leads to the page.
func (d History) FigureFile(r *page.Request, e snapshot.Entry, kind indicator.Kind, format string) (*web.Answer, error) {
	name := nameOf(kind)
	at := page.ProcedurePath(e.Procedure.ID)
	if format == "" {
		return r.Redirect(r.Link(at) + "#" + name), nil
	}
	chart, drawn := ChartOf(r, e, kind)
	if chart.ID == "" || format == ".svg" && !drawn {
		return nil, fmt.Errorf("%s of %s: %w", name, e.Procedure.ID, observatory.ErrNotFound)
	}
	return d.ChartFile(r, d.Plot(r, chart, at+"/"+name), format)
}

// recordObject is one figure of a procedure in one edition.
type recordObject struct {
	Edition     string          `json:"edition"`
	AsOf        observatory.Day `json:"as_of"`
	AsPublished bool            `json:"as_published"`
	edition.FrozenFigure
}

// File answers with all figures of a procedure in all editions.
func File(r *page.Request, e snapshot.Entry, format string) (*web.Answer, error) {
	p := e.Procedure
	items := []recordObject{}
	for _, rule := range indicator.Registry() {
		for _, one := range records(r, e, rule) {
			items = append(items, recordObject{one.edition.ID, one.edition.AsOf, one.edition.AsPrinted, one.FrozenFigure})
		}
	}
	name := p.ID + "-" + Name
	switch format {
	case "":
		return r.Redirect(r.Link(page.ProcedurePath(p.ID)) + "#" + Name), nil
	case ".json":
		return web.JSONFile(struct {
			Procedure string          `json:"procedure"`
			Title     string          `json:"title"`
			AsOf      observatory.Day `json:"as_of"`
			Synthetic bool            `json:"synthetic"`
			Items     []recordObject  `json:"items"`
		}{p.ID, p.Title, e.AsOf, p.Synthetic, items}, name+".json", p.Synthetic)
	case ".csv":
		s := web.Sheet{Name: name, Header: []string{"procedure", "edition", "as_of", "as_published", "kind", "state", "word", "printed", "value", "low", "high",
			"level", "fragile", "n", "numerator", "denominator", "series", "instruments", "synthetic"}}
		for _, i := range items {
			s.Rows = append(s.Rows, []string{p.ID, i.Edition, i.AsOf.String(), page.TruthOf(i.AsPublished), string(i.Kind), string(i.State), i.Word, i.Printed,
				page.Micro(i.Value), page.Micro(i.Low), page.Micro(i.High), string(i.Level), page.TruthOf(i.Fragile), page.Whole(i.N, !i.AsPublished),
				page.Whole(i.Numerator, i.Denominator > 0), page.Whole(i.Denominator, i.Denominator > 0), i.Series,
				data.Joined(i.Instruments), page.TruthOf(p.Synthetic)})
		}
		return s.CSV(p.Synthetic)
	}
	return nil, fmt.Errorf("history of %s as %s: %w", p.ID, format, observatory.ErrNotFound)
}
