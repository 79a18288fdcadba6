package dashboard

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"observatory"
)

// procedureBody is the page of one procedure.
type procedureBody struct {
	Title, Ministry, Administration string
	// Form leads to the questionnaire, URL to the procedure itself.
	Form, URL      string
	Received       string
	Satisfaction   *card
	Rated          []card
	Declared       []card
	Chart          *plot
	Variants       []variantRow
	Funnel         *funnelTable
	Facts          []fact
	CSV, JSON, API string
}

// card is a figure where it stands on a procedure's page.
type card struct {
	figure
	Gauge *gauge
}

// Anchor is where the figure's address leads on the page.
func (c card) Anchor() string { return string(c.Kind) }

// Msg is the locale's message.
func (c card) Msg(key string) string { return c.loc.T(key) }

// Certainty says how sure the level is, and how wide the interval.
func (c card) Certainty() string {
	key := "certainty.uncertain"
	if c.LevelCertain || c.Level == "" {
		key = "certainty.certain"
	}
	if c.Fragile {
		return c.loc.T(key) + " " + c.loc.T("certainty.fragile")
	}
	return c.loc.T(key)
}

// Rate is the response rate, or that what is declared cannot be true.
func (c card) Rate() string {
	if c.ResponseRateState != "" {
		return c.loc.T("response." + string(c.ResponseRateState))
	}
	return c.loc.Percent(c.ResponseRate)
}

type variantRow struct {
	Population string
	figure
}

// procedure answers /demarches/{id}, and the same with .csv and .json; an
// alias leads to the id.
func (d *Dashboard) procedure(r *request) (*answer, error) {
	name := r.param("id")
	e, err := r.find(name)
	format := ""
	if err != nil {
		format = path.Ext(name)
		if e, err = r.find(strings.TrimSuffix(name, format)); err != nil {
			return nil, err
		}
		name = strings.TrimSuffix(name, format)
	}
	if name != e.procedure.ID {
		return r.redirect(r.keep(procedurePath(e.procedure.ID) + format)), nil
	}
	switch format {
	case "":
		return d.procedurePage(r, e)
	case ".csv":
		s := sheet{name: e.procedure.ID, header: figureHeader()}
		for _, i := range e.figures {
			s.rows = append(s.rows, figureRow(e.procedure, i))
		}
		return s.answer(e.procedure.Synthetic)
	case ".json":
		return asFile(newObject(e, r.snap.asOf), e.procedure.ID+".json", e.procedure.Synthetic)
	}
	return nil, fmt.Errorf("%s as %s: %w", e.procedure.ID, format, observatory.ErrNotFound)
}

func (d *Dashboard) procedurePage(r *request, e entry) (*answer, error) {
	p := e.procedure
	body := procedureBody{
		Title: p.Title, Ministry: p.Ministry, Administration: p.Administration,
		Form: r.link("/avis/" + p.ID), URL: webAddress(p.URL),
		Received: r.loc.N("procedure.received", e.received), Facts: r.facts(p),
		CSV: r.link(procedurePath(p.ID) + ".csv"), JSON: r.link(procedurePath(p.ID) + ".json"), API: "/api/v1/procedures/" + p.ID,
	}
	for _, i := range e.figures {
		c := card{figure: newFigure(r.loc, i)}
		c.Gauge = newGauge(c.figure)
		switch {
		case i.Kind == observatory.KindSatisfaction:
			body.Satisfaction = &c
		case c.Rated():
			body.Rated = append(body.Rated, c)
		default:
			body.Declared = append(body.Declared, c)
		}
		for _, v := range c.Others() {
			body.Variants = append(body.Variants, variantRow{v.Name, v.figure})
		}
	}
	rule, _ := observatory.FindRule(observatory.KindSatisfaction)
	if c, ok := r.marksByMonth(e, rule); ok {
		body.Chart = d.plot(r, c, procedurePath(p.ID)+"/"+string(rule.Kind))
	}
	body.Funnel = r.funnel(e)
	page := d.newPage(r, "procedure", body)
	page.TitleOwn, page.Title, page.Description = true, p.Title, r.loc.T("procedure.description", p.Title)
	page.Crumbs = []link{{Text: r.loc.T("list.title"), URL: r.link("/demarches")}}
	page.Charts = body.Chart != nil
	return d.render(page, "procedure", http.StatusOK)
}

// procedureFigure answers /demarches/{id}/{kind}.csv, .json and .svg: one
// figure as data, or its months as a picture. Without an ending it leads to
// the figure on the page.
func (d *Dashboard) procedureFigure(r *request) (*answer, error) {
	e, err := r.find(r.param("id"))
	if err != nil {
		return nil, err
	}
	name := r.param("figure")
	format := path.Ext(name)
	rule, ok := observatory.FindRule(observatory.Kind(strings.TrimSuffix(name, format)))
	if !ok {
		return nil, fmt.Errorf("figure %s: %w", name, observatory.ErrNotFound)
	}
	at := procedurePath(e.procedure.ID)
	if r.param("id") != e.procedure.ID {
		return r.redirect(r.keep(at + "/" + name)), nil
	}
	file := e.procedure.ID + "-" + string(rule.Kind)
	figure, _ := indicator(e.figures, rule.Kind)
	chart, drawn := r.marksByMonth(e, rule)
	switch {
	case format == "":
		return r.redirect(r.link(at) + "#" + string(rule.Kind)), nil
	case format == ".json":
		return asFile(figureObject{
			Procedure: e.procedure.ID, Title: e.procedure.Title, AsOf: r.snap.asOf, Synthetic: e.procedure.Synthetic,
			Indicator: figure, Months: tableItems(chart),
		}, file+".json", e.procedure.Synthetic)
	case format == ".svg" && drawn:
		return d.picture(r, chart, file)
	case format == ".csv" && drawn:
		return tableSheet(file, chart, r.snap.asOf).answer(e.procedure.Synthetic)
	case format == ".csv":
		s := sheet{name: file, header: figureHeader(), rows: [][]string{figureRow(e.procedure, figure)}}
		return s.answer(e.procedure.Synthetic)
	}
	return nil, fmt.Errorf("figure %s: %w", name, observatory.ErrNotFound)
}

// figureObject is one figure of a procedure with its months.
type figureObject struct {
	Procedure string                `json:"procedure"`
	Title     string                `json:"title"`
	AsOf      observatory.Day       `json:"as_of"`
	Synthetic bool                  `json:"synthetic"`
	Indicator observatory.Indicator `json:"indicator"`
	Months    []map[string]any      `json:"months"`
}

// webAddress is an address that may be linked to: others than http and https
// are not.
func webAddress(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}
