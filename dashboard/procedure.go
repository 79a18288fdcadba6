package dashboard

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"servicequality/dashboard/data"
	"servicequality/dashboard/history"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// procedureBody is the page of one procedure.
type procedureBody struct {
	Title, Ministry, Administration string
	// Form leads to the questionnaire, URL to the procedure itself.
	Form, URL string
	Received  string
	// Freshness names the window of the figures, Past says that there are
	// newer ones at Now.
	Freshness, Now string
	Past           bool
	// Alarms are sentences about what the watches found.
	Alarms         []string
	Satisfaction   *page.Card
	Rated          []page.Card
	Declared       []page.Card
	Chart          *page.Plot
	Answers        *page.Plot
	Peers          []peerRow
	Help           []fact
	Variants       []variantRow
	Revisions      []revisionRow
	Funnel         *funnelTable
	History        history.Body
	Facts          []fact
	Cite           citation
	CSV, JSON, API string
}

// figureAnswers and figureFunnel name what is no indicator in a figure's
// address: how the answers are spread, and the way to a rating.
const (
	figureAnswers = "answers"
	figureFunnel  = "funnel"
)

type variantRow struct {
	Population string
	page.Figure
}

// procedure answers /demarches/{id}, and the same with .csv and .json; an
// alias leads to the id.
func (d Dashboard) procedure(r *page.Request) (*web.Answer, error) {
	name := r.Param("id")
	e, err := r.Find(name)
	format := ""
	if err != nil {
		format = path.Ext(name)
		if e, err = r.Find(strings.TrimSuffix(name, format)); err != nil {
			return nil, err
		}
		name = strings.TrimSuffix(name, format)
	}
	if name != e.Procedure.ID {
		return r.Redirect(r.Keep(page.ProcedurePath(e.Procedure.ID) + format)), nil
	}
	if e, err = d.Asked(r, e); err != nil {
		return nil, err
	}
	switch format {
	case "":
		return d.procedurePage(r, e)
	case ".csv":
		s := web.Sheet{Name: e.Procedure.ID, Header: data.FigureHeader()}
		for _, i := range e.Figures {
			s.Rows = append(s.Rows, data.FigureRow(e.Procedure, i))
		}
		return s.CSV(e.Procedure.Synthetic)
	case ".json":
		return web.JSONFile(data.ProcedureOf(e), e.Procedure.ID+".json", e.Procedure.Synthetic)
	case ".png":
		return d.procedurePreview(r, e)
	}
	return nil, fmt.Errorf("%s as %s: %w", e.Procedure.ID, format, observatory.ErrNotFound)
}

func (d Dashboard) procedurePage(r *page.Request, e snapshot.Entry) (*web.Answer, error) {
	p := e.Procedure
	at := page.ProcedurePath(p.ID)
	body := procedureBody{
		Title: p.Title, Ministry: p.Ministry, Administration: p.Administration,
		Form: r.Link("/avis/" + p.ID), URL: webAddress(p.URL), Freshness: r.Loc.T("freshness", r.Loc.Date(e.AsOf)),
		Past: e.AsOf != r.Snap.AsOf, Now: r.Link(at),
		Received: r.Loc.N("procedure.received", e.Received), Facts: factList(r, p), Help: helpList(r, p),
		Peers: peerRows(r, e), Funnel: funnel(r, e), History: history.History{Site: d.Site}.Of(r, e), Alarms: alarmSentences(r, e.Alarms), Revisions: revisionRows(r, e.Revisions),
		CSV: r.Address(at+".csv", r.DatedValues(e)), JSON: r.Address(at+".json", r.DatedValues(e)), API: "/api/v1/procedures/" + p.ID,
	}
	body.cards(r, e)
	var err error
	if body.Chart, err = optional(d.procedureChart(r, e, string(indicator.KindSatisfaction))); err != nil {
		return nil, err
	}
	if body.Answers, err = optional(d.procedureChart(r, e, figureAnswers)); err != nil {
		return nil, err
	}
	body.Cite = cite(r, e, body.Chart)
	shown := d.NewPage(r, "procedure", body)
	shown.TitleOwn, shown.Title, shown.Description = true, p.Title, r.Loc.T("procedure.description", p.Title)
	shown.Crumbs = []page.Link{{Text: r.Loc.T("list.title"), URL: r.Link("/demarches")}}
	shown.Charts, shown.Copies = body.Chart != nil || body.Answers != nil || body.History.Drawn(), true
	shown.Picture = at + ".png"
	if p.Ministry != "" {
		shown.Crumbs = append(shown.Crumbs, page.Link{Text: p.Ministry, URL: r.Link(page.MinistryPath(e.Ministry)), Own: true})
	}
	return d.Render(shown, "procedure", http.StatusOK)
}

// cards sorts the figures into the parts of the page.
func (b *procedureBody) cards(r *page.Request, e snapshot.Entry) {
	for _, i := range e.Figures {
		c := r.NewCard(e, i)
		switch {
		case i.Kind == indicator.KindSatisfaction:
			b.Satisfaction = &c
		case c.Rated():
			b.Rated = append(b.Rated, c)
		default:
			b.Declared = append(b.Declared, c)
		}
		for _, v := range c.Others() {
			b.Variants = append(b.Variants, variantRow{v.Name, v.Figure})
		}
	}
}

// optional is nil for a chart that there is not.
func optional(p *page.Plot, err error) (*page.Plot, error) {
	if errors.Is(err, observatory.ErrNotFound) {
		return nil, nil
	}
	return p, err
}

// webAddress is an address that may be linked to: others than http and https
// are not.
func webAddress(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}
