package dashboard

import (
	"net/url"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory/indicator"
)

// citation is how to quote a page and to show its figures elsewhere.
type citation struct {
	// Text is the line to quote, with an address at which the figures stay.
	Text, Address string
	// Embed is the markup of a framed chart; empty when there is none.
	Embed string
	// Partial says that the addresses lack the site's name: nobody set it.
	Partial bool
}

// permanent is the address of a procedure's figures of one window: a figure
// once served for a month is not computed again.
func permanent(r *page.Request, e snapshot.Entry) string {
	return r.Base + page.ProcedurePath(e.Procedure.ID) + "?as_of=" + e.AsOf.String()
}

func cite(r *page.Request, e snapshot.Entry, chart *page.Plot) citation {
	c := citation{Address: permanent(r, e), Partial: r.Base == ""}
	said := e.Procedure.Title
	if i := page.NewFigure(r.Loc, e.Satisfaction); i.Value != nil {
		said += r.Loc.T("cite.figure", i.Sentence())
	}
	c.Text = r.Loc.T("cite.line", r.Loc.T("site.name"), said, r.Loc.Date(e.AsOf), indicator.Rules, c.Address)
	if chart != nil {
		c.Embed = embedCode(r, chart)
	}
	return c
}

// embedCode is the markup that shows a chart on another site. The title is
// escaped for an attribute, as readers copy the markup as it is.
func embedCode(r *page.Request, p *page.Plot) string {
	query := url.Values{"lang": {r.Loc.Code}}
	for key, values := range p.Query {
		query[key] = values
	}
	title := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(p.Title)
	return `<iframe src="` + r.Base + "/embed/chart" + p.Path + "?" + strings.ReplaceAll(query.Encode(), "&", "&amp;") +
		`" title="` + title + `" width="800" height="520" loading="lazy"></iframe>`
}
