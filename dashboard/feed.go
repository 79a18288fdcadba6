package dashboard

import (
	"encoding/xml"
	"fmt"

	"servicequality/dashboard/editions"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/web"
	"servicequality/web/locale"
)

const (

	// feedMonths is how many closed months the feed goes back.
	feedMonths = 12
)

// feedSources lists who has something to announce.
func (d Dashboard) feedSources() []func(*page.Request) []page.Event {
	return []func(*page.Request) []page.Event{d.closedMonths, editions.Pages{Site: d.Site}.Events, d.publicAlarms}
}

// closedMonths announces the figures of each month that has closed, from the
// first with a rating on.
func (d Dashboard) closedMonths(r *page.Request) []page.Event {
	first := r.Snap.AsOf + 1
	for _, public := range r.Snap.Months {
		if len(public.Now) > 0 {
			first = min(first, public.Now[0].Day)
		}
	}
	var events []page.Event
	last := (r.Snap.AsOf + 1).AddMonths(-1)
	for month, n := last, 0; month >= first.FirstOfMonth() && n < feedMonths; month, n = month.AddMonths(-1), n+1 {
		asOf := month.AddMonths(1) - 1
		events = append(events, page.Event{
			Key: "figures/" + asOf.String(), At: (asOf + page.ClosingDay).Start(), Path: r.Link("/"),
			Title: r.Loc.T("feed.month", r.Loc.Month(month)), Summary: r.Loc.T("feed.month.text", r.Loc.Date(asOf)),
		})
	}
	return events
}

// feed answers /feed.atom: what is new, newest first. Nothing in it is the
// moment of the request, so that the same data gives the same feed.
func (d Dashboard) feed(r *page.Request) (*web.Answer, error) {
	var events []page.Event
	for _, source := range d.feedSources() {
		events = append(events, source(r)...)
	}
	return d.Atom(r, "/feed.atom", "/", "", events)
}

// sitemap is the protocol of sitemaps.org, with each page's languages.
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string       `xml:"xmlns:xhtml,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string        `xml:"loc"`
	LastMod string        `xml:"lastmod,omitempty"`
	Links   []sitemapLink `xml:"xhtml:link"`
}

type sitemapLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// siteMapXML answers /sitemap.xml, which needs complete addresses: without a
// public one there is no such file.
func (d Dashboard) siteMapXML(r *page.Request) (*web.Answer, error) {
	if d.Cfg.PublicURL == "" {
		return nil, fmt.Errorf("sitemap without --public-url: %w", observatory.ErrNotFound)
	}
	paths := publicPaths()
	for _, m := range r.Snap.Summary.Ministries {
		paths = append(paths, page.MinistryPath(m.Slug))
	}
	for _, e := range r.Snap.Entries {
		paths = append(paths, page.ProcedurePath(e.Procedure.ID))
	}
	m := sitemap{XHTML: "http://www.w3.org/1999/xhtml"}
	closed := (r.Snap.AsOf + page.ClosingDay).String()
	for _, path := range paths {
		for _, code := range locale.Codes() {
			u := sitemapURL{Loc: d.Cfg.PublicURL + path + "?lang=" + code, LastMod: closed}
			for _, other := range locale.Codes() {
				u.Links = append(u.Links, sitemapLink{"alternate", other, d.Cfg.PublicURL + path + "?lang=" + other})
			}
			m.URLs = append(m.URLs, u)
		}
	}
	return page.AsXML(m, page.TypeXML)
}

// publicPaths lists the pages that always are.
func publicPaths() []string {
	return []string{
		"/", "/demarches", "/ministeres", "/methodologie", "/donnees", "/accessibilite", "/confidentialite", "/plan-du-site",
	}
}
