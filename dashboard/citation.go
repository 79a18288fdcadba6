package dashboard

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

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

// baseOf is what complete addresses begin with where no public address was set:
// that of this machine, for whoever looks from it. Any other name of the
// request is anybody's to invent, and a request that came through a proxy says
// nothing about what the public sees: then it is "", and the page says what to
// set.
func baseOf(r *http.Request) string {
	if r.TLS != nil || r.Header["X-Forwarded-For"] != nil || r.Header["Forwarded"] != nil || r.Header["X-Real-Ip"] != nil || r.Header["Via"] != nil {
		return ""
	}
	address, err := netip.ParseAddrPort(r.Host)
	if name, port, found := strings.Cut(r.Host, ":"); found && name == "localhost" {
		address, err = netip.ParseAddrPort("127.0.0.1:" + port)
	}
	if err != nil || !address.Addr().IsLoopback() {
		return ""
	}
	return "http://" + r.Host
}

// permanent is the address of a procedure's figures of one window: a figure
// once served for a month is not computed again.
func (r *request) permanent(e snapshot.Entry) string {
	return r.base + procedurePath(e.Procedure.ID) + "?as_of=" + e.AsOf.String()
}

func (r *request) cite(e snapshot.Entry, chart *plot) citation {
	c := citation{Address: r.permanent(e), Partial: r.base == ""}
	said := e.Procedure.Title
	if i := newFigure(r.loc, e.Satisfaction); i.Value != nil {
		said += r.loc.T("cite.figure", i.Sentence())
	}
	c.Text = r.loc.T("cite.line", r.loc.T("site.name"), said, r.loc.Date(e.AsOf), indicator.Rules, c.Address)
	if chart != nil {
		c.Embed = r.embedCode(chart)
	}
	return c
}

// embedCode is the markup that shows a chart on another site. The title is
// escaped for an attribute, as readers copy the markup as it is.
func (r *request) embedCode(p *plot) string {
	query := url.Values{"lang": {r.loc.Code}}
	for key, values := range p.query {
		query[key] = values
	}
	title := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(p.Title)
	return `<iframe src="` + r.base + "/embed/chart" + p.path + "?" + strings.ReplaceAll(query.Encode(), "&", "&amp;") +
		`" title="` + title + `" width="800" height="520" loading="lazy"></iframe>`
}

// dated tells a chart of another window than the usual one apart.
func (r *request) dated(e snapshot.Entry) string {
	if e.AsOf == r.snap.AsOf {
		return ""
	}
	return "-" + e.AsOf.String()
}

// datedQuery is what addresses of the entry's figures need to keep its window.
func (r *request) datedQuery(e snapshot.Entry) url.Values {
	if e.AsOf == r.snap.AsOf {
		return nil
	}
	return url.Values{"as_of": {e.AsOf.String()}}
}

// datedValues is datedQuery for an address that more is added to.
func (r *request) datedValues(e snapshot.Entry) url.Values {
	query := url.Values{}
	for key, values := range r.datedQuery(e) {
		query[key] = values
	}
	return query
}
