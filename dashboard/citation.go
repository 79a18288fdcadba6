package dashboard

import (
	"net/url"
	"strings"

	"observatory"
)

// citation is how to quote a page and to show its figures elsewhere.
type citation struct {
	// Text is the line to quote, with an address at which the figures stay.
	Text, Address string
	// Embed is the markup of a framed chart; empty when there is none.
	Embed string
}

// permanent is the address of a procedure's figures of one window: a figure
// once served for a month is not computed again.
func (d *Dashboard) permanent(e entry) string {
	return d.cfg.PublicURL + procedurePath(e.procedure.ID) + "?as_of=" + e.asOf.String()
}

func (d *Dashboard) cite(r *request, e entry, chart *plot) citation {
	c := citation{Address: d.permanent(e)}
	said := e.procedure.Title
	if i := newFigure(r.loc, e.satisfaction); i.Value != nil {
		said += r.loc.T("cite.figure", i.Sentence())
	}
	c.Text = r.loc.T("cite.line", r.loc.T("site.name"), said, r.loc.Date(e.asOf), observatory.Rules, c.Address)
	if chart != nil {
		c.Embed = d.embedCode(r, chart)
	}
	return c
}

// embedCode is the markup that shows a chart on another site. The title is
// escaped for an attribute, as readers copy the markup as it is.
func (d *Dashboard) embedCode(r *request, p *plot) string {
	query := url.Values{"lang": {r.loc.Code}}
	for key, values := range p.query {
		query[key] = values
	}
	title := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(p.Title)
	return `<iframe src="` + d.cfg.PublicURL + "/embed/chart" + p.path + "?" + strings.ReplaceAll(query.Encode(), "&", "&amp;") +
		`" title="` + title + `" width="800" height="520" loading="lazy"></iframe>`
}

// dated tells a chart of another window than the usual one apart.
func (r *request) dated(e entry) string {
	if e.asOf == r.snap.asOf {
		return ""
	}
	return "-" + e.asOf.String()
}

// datedQuery is what addresses of the entry's figures need to keep its window.
func (r *request) datedQuery(e entry) url.Values {
	if e.asOf == r.snap.asOf {
		return nil
	}
	return url.Values{"as_of": {e.asOf.String()}}
}

// datedValues is datedQuery for an address that more is added to.
func (r *request) datedValues(e entry) url.Values {
	query := url.Values{}
	for key, values := range r.datedQuery(e) {
		query[key] = values
	}
	return query
}
