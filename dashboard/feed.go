package dashboard

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"servicequality/observatory"
	"servicequality/web"
	"servicequality/web/locale"
)

const (
	typeAtom = "application/atom+xml; charset=utf-8"
	typeXML  = "application/xml; charset=utf-8"

	// feedMonths is how many closed months the feed goes back.
	feedMonths = 12
	// closingDay is the day of the next month on which a month closes.
	closingDay = 9
)

// event is something that the feed announces.
type event struct {
	// key makes the entry's permanent identifier.
	key                  string
	at                   time.Time
	title, summary, path string
}

// atomFeed is RFC 4287's feed.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Rights  string      `xml:"rights"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feedSources lists who has something to announce.
func (d *Dashboard) feedSources() []func(*request) []event {
	return []func(*request) []event{d.closedMonths, d.publishedEditions, d.publicAlarms}
}

// closedMonths announces the figures of each month that has closed, from the
// first with a rating on.
func (d *Dashboard) closedMonths(r *request) []event {
	first := r.snap.AsOf + 1
	for _, public := range r.snap.Months {
		if len(public.Now) > 0 {
			first = min(first, public.Now[0].Day)
		}
	}
	var events []event
	last := (r.snap.AsOf + 1).AddMonths(-1)
	for month, n := last, 0; month >= first.FirstOfMonth() && n < feedMonths; month, n = month.AddMonths(-1), n+1 {
		asOf := month.AddMonths(1) - 1
		events = append(events, event{
			key: "figures/" + asOf.String(), at: (asOf + closingDay).Start(), path: r.link("/"),
			title: r.loc.T("feed.month", r.loc.Month(month)), summary: r.loc.T("feed.month.text", r.loc.Date(asOf)),
		})
	}
	return events
}

// feed answers /feed.atom: what is new, newest first. Nothing in it is the
// moment of the request, so that the same data gives the same feed.
func (d *Dashboard) feed(r *request) (*web.Answer, error) {
	var events []event
	for _, source := range d.feedSources() {
		events = append(events, source(r)...)
	}
	return d.atom(r, "/feed.atom", "/", "", events)
}

// atom writes events as a feed at an address, about another one; name tells it
// from other feeds where there is no public address.
func (d *Dashboard) atom(r *request, self, about, name string, events []event) (*web.Answer, error) {
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(b.at.Unix(), a.at.Unix()) })
	l := r.loc
	base := d.cfg.PublicURL
	f := atomFeed{
		Lang: l.Code, ID: base + self, Title: l.T("site.name"), Author: l.T("site.name"), Rights: l.T("data.licence.name"),
		Updated: (r.snap.AsOf + closingDay).Start().UTC().Format(time.RFC3339),
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + self + "?lang=" + l.Code},
			{Rel: "alternate", Type: "text/html", Href: base + about + "?lang=" + l.Code},
		},
	}
	if base == "" {
		f.ID = "urn:observatory:feed" + name // RFC 4287 wants an IRI, and there is no address
	}
	for _, e := range events {
		f.Entries = append(f.Entries, atomEntry{
			ID: f.ID + "#" + e.key, Title: e.title, Updated: e.at.UTC().Format(time.RFC3339), Summary: e.summary,
			Link: atomLink{Rel: "alternate", Href: base + e.path},
		})
	}
	if len(events) > 0 {
		f.Updated = f.Entries[0].Updated
	}
	return asXML(f, typeAtom)
}

func asXML(value any, media string) (*web.Answer, error) {
	text, err := xml.MarshalIndent(value, "", " ")
	if err != nil {
		return nil, fmt.Errorf("cannot write XML: %w", err)
	}
	return &web.Answer{Media: media, Body: append([]byte(xml.Header), append(text, '\n')...)}, nil
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
func (d *Dashboard) siteMapXML(r *request) (*web.Answer, error) {
	if d.cfg.PublicURL == "" {
		return nil, fmt.Errorf("sitemap without --public-url: %w", observatory.ErrNotFound)
	}
	paths := publicPaths()
	for _, m := range r.snap.Summary.Ministries {
		paths = append(paths, ministryPath(m.Slug))
	}
	for _, e := range r.snap.Entries {
		paths = append(paths, procedurePath(e.Procedure.ID))
	}
	m := sitemap{XHTML: "http://www.w3.org/1999/xhtml"}
	closed := (r.snap.AsOf + closingDay).String()
	for _, path := range paths {
		for _, code := range locale.Codes() {
			u := sitemapURL{Loc: d.cfg.PublicURL + path + "?lang=" + code, LastMod: closed}
			for _, other := range locale.Codes() {
				u.Links = append(u.Links, sitemapLink{"alternate", other, d.cfg.PublicURL + path + "?lang=" + other})
			}
			m.URLs = append(m.URLs, u)
		}
	}
	return asXML(m, typeXML)
}

// publicPaths lists the pages that always are.
func publicPaths() []string {
	return []string{
		"/", "/demarches", "/ministeres", "/methodologie", "/donnees", "/accessibilite", "/confidentialite", "/plan-du-site",
	}
}
