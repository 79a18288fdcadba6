package dashboard

import (
	"fmt"
	"strings"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// historyKind is the kind whose history the name of a figure asks for.
func historyKind(name string) (indicator.Kind, bool) {
	kind, found := strings.CutPrefix(name, figureHistoryName+"-")
	_, known := indicator.FindRule(indicator.Kind(kind))
	return indicator.Kind(kind), found && known
}

// historyFiles leads to a history as files.
func (r *request) historyFiles(e snapshot.Entry, name string) []link {
	var files []link
	for _, format := range []string{"csv", "json"} {
		at := procedurePath(e.Procedure.ID) + "/" + name + "." + format
		files = append(files, link{Text: formatName(format), URL: r.address(at, r.datedValues(e))})
	}
	return files
}

// history is the chart of one figure's editions; false when there is none to
// draw.
func (r *request) history(e snapshot.Entry, kind indicator.Kind) (chart.Chart, bool) {
	rule, _ := indicator.FindRule(kind)
	records := r.records(e, rule)
	if len(records) == 0 {
		return chart.Chart{}, false
	}
	return r.historyChart(e, rule, records)
}

// figureHistoryFile answers with the editions of one figure as data, or as a
// picture where there is one; without an ending it leads to the page.
func (d *Dashboard) figureHistoryFile(r *request, e snapshot.Entry, kind indicator.Kind, format string) (*web.Answer, error) {
	name := historyName(kind)
	at := procedurePath(e.Procedure.ID)
	if format == "" {
		return r.redirect(r.link(at) + "#" + name), nil
	}
	chart, drawn := r.history(e, kind)
	if chart.ID == "" || format == ".svg" && !drawn {
		return nil, fmt.Errorf("%s of %s: %w", name, e.Procedure.ID, observatory.ErrNotFound)
	}
	return d.chartFile(r, d.plot(r, chart, at+"/"+name), format)
}

// recordObject is one figure of a procedure in one edition.
type recordObject struct {
	Edition     string          `json:"edition"`
	AsOf        observatory.Day `json:"as_of"`
	AsPublished bool            `json:"as_published"`
	edition.Recorded
}

// historyFile answers with all figures of a procedure in all editions.
func (r *request) historyFile(e snapshot.Entry, format string) (*web.Answer, error) {
	p := e.Procedure
	items := []recordObject{}
	for _, rule := range indicator.Registry() {
		for _, one := range r.records(e, rule) {
			items = append(items, recordObject{one.edition.ID, one.edition.AsOf, one.edition.AsPublished, one.Recorded})
		}
	}
	name := p.ID + "-" + figureHistoryName
	switch format {
	case "":
		return r.redirect(r.link(procedurePath(p.ID)) + "#" + figureHistoryName), nil
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
			s.Rows = append(s.Rows, []string{p.ID, i.Edition, i.AsOf.String(), truthOf(i.AsPublished), string(i.Kind), string(i.State), i.Word, i.Printed,
				micro(i.Value), micro(i.Low), micro(i.High), string(i.Level), truthOf(i.Fragile), whole(i.N, !i.AsPublished),
				whole(i.Numerator, i.Denominator > 0), whole(i.Denominator, i.Denominator > 0), i.Series,
				joined(i.Instruments), truthOf(p.Synthetic)})
		}
		return s.CSV(p.Synthetic)
	}
	return nil, fmt.Errorf("history of %s as %s: %w", p.ID, format, observatory.ErrNotFound)
}
