package dashboard

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

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
	Satisfaction   *card
	Rated          []card
	Declared       []card
	Chart          *plot
	Answers        *plot
	Peers          []peerRow
	Help           []fact
	Variants       []variantRow
	Revisions      []revisionRow
	Funnel         *funnelTable
	History        historyBody
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

// card is a figure where it stands on a procedure's page.
type card struct {
	figure
	Gauge *gauge
	// Age says how old a stale source is.
	Age string
	// LeftOut says which ratings are not in the figure.
	LeftOut string
	// Files are the figure's addresses as data.
	Files []link
}

// newCard dresses a figure of the entry for its page.
func (r *request) newCard(e snapshot.Entry, i indicator.Indicator) card {
	c := card{figure: newFigure(r.loc, i), LeftOut: r.leftOut(i)}
	c.Gauge = newGauge(c.figure)
	if end := e.Procedure.VolumeEnd; c.Old() && c.rule.Origin == indicator.OriginVolumes && end != 0 {
		c.Age = r.loc.T("stale.volumes", r.loc.Date(end), r.loc.Count(uint64(monthsApart(end, i.Window.AsOf()))))
	}
	for _, format := range []string{"csv", "json"} {
		at := procedurePath(e.Procedure.ID) + "/" + string(i.Kind) + "." + format
		c.Files = append(c.Files, link{Text: formatName(format), URL: r.address(at, r.datedValues(e))})
	}
	return c
}

// monthsApart is how many months a day lies before another.
func monthsApart(first, last observatory.Day) int {
	a, b := first.Date(), last.Date()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// leftOut counts by reason the ratings that the figure leaves out, as far as
// the other ways to count tell.
func (r *request) leftOut(i indicator.Indicator) string {
	var parts []string
	for _, name := range indicator.VariantsOf(i.Rules) {
		if other, ok := i.Variants[name]; ok && other.N > i.N { // the others are parts of it
			key := "leftout." + name
			parts = append(parts, r.loc.N(key, other.N-i.N))
		}
	}
	if i.Variants == nil {
		return ""
	}
	if parts == nil {
		return r.loc.T("leftout.none")
	}
	return r.loc.Enumerate(parts)
}

// Old says that the figure's source is stale: it is greyed, with its age.
func (c card) Old() bool { return c.State == indicator.StateStale }

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
func (d *Dashboard) procedure(r *request) (*web.Answer, error) {
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
	if name != e.Procedure.ID {
		return r.redirect(r.keep(procedurePath(e.Procedure.ID) + format)), nil
	}
	if e, err = d.asked(r, e); err != nil {
		return nil, err
	}
	switch format {
	case "":
		return d.procedurePage(r, e)
	case ".csv":
		s := web.Sheet{Name: e.Procedure.ID, Header: figureHeader()}
		for _, i := range e.Figures {
			s.Rows = append(s.Rows, figureRow(e.Procedure, i))
		}
		return s.CSV(e.Procedure.Synthetic)
	case ".json":
		return web.JSONFile(newObject(e), e.Procedure.ID+".json", e.Procedure.Synthetic)
	case ".png":
		return d.procedurePreview(r, e)
	}
	return nil, fmt.Errorf("%s as %s: %w", e.Procedure.ID, format, observatory.ErrNotFound)
}

func (d *Dashboard) procedurePage(r *request, e snapshot.Entry) (*web.Answer, error) {
	p := e.Procedure
	at := procedurePath(p.ID)
	body := procedureBody{
		Title: p.Title, Ministry: p.Ministry, Administration: p.Administration,
		Form: r.link("/avis/" + p.ID), URL: webAddress(p.URL), Freshness: r.loc.T("freshness", r.loc.Date(e.AsOf)),
		Past: e.AsOf != r.snap.AsOf, Now: r.link(at),
		Received: r.loc.N("procedure.received", e.Received), Facts: r.facts(p), Help: r.help(p),
		Peers: r.peerRows(e), Funnel: r.funnel(e), History: d.historyOf(r, e), Alarms: r.alarmSentences(e.Alarms), Revisions: r.revisionRows(e.Revisions),
		CSV: r.address(at+".csv", r.datedValues(e)), JSON: r.address(at+".json", r.datedValues(e)), API: "/api/v1/procedures/" + p.ID,
	}
	body.cards(r, e)
	var err error
	if body.Chart, err = optional(d.procedureChart(r, e, string(indicator.KindSatisfaction))); err != nil {
		return nil, err
	}
	if body.Answers, err = optional(d.procedureChart(r, e, figureAnswers)); err != nil {
		return nil, err
	}
	body.Cite = r.cite(e, body.Chart)
	page := d.newPage(r, "procedure", body)
	page.TitleOwn, page.Title, page.Description = true, p.Title, r.loc.T("procedure.description", p.Title)
	page.Crumbs = []link{{Text: r.loc.T("list.title"), URL: r.link("/demarches")}}
	page.Charts, page.Copies = body.Chart != nil || body.Answers != nil || body.History.Drawn(), true
	page.Picture = at + ".png"
	if p.Ministry != "" {
		page.Crumbs = append(page.Crumbs, link{Text: p.Ministry, URL: r.link(ministryPath(e.Ministry)), Own: true})
	}
	return d.render(page, "procedure", http.StatusOK)
}

// cards sorts the figures into the parts of the page.
func (b *procedureBody) cards(r *request, e snapshot.Entry) {
	for _, i := range e.Figures {
		c := r.newCard(e, i)
		switch {
		case i.Kind == indicator.KindSatisfaction:
			b.Satisfaction = &c
		case c.Rated():
			b.Rated = append(b.Rated, c)
		default:
			b.Declared = append(b.Declared, c)
		}
		for _, v := range c.Others() {
			b.Variants = append(b.Variants, variantRow{v.Name, v.figure})
		}
	}
}

// optional is nil for a chart that there is not.
func optional(p *plot, err error) (*plot, error) {
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
