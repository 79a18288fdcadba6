package page

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"servicequality/web"
)

const typeAtom = "application/atom+xml; charset=utf-8"

// TypeXML is the media type of site maps.
const TypeXML = "application/xml; charset=utf-8"

// ClosingDay is the day of the next month on which a month closes.
const ClosingDay = 9

// Event is something that the feed announces.
type Event struct {
	// key makes the entry's permanent identifier.
	Key                  string
	At                   time.Time
	Title, Summary, Path string
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

// Atom writes events as a feed at an address, about another one; name tells it
// from other feeds where there is no public address.
func (d *Site) Atom(r *Request, self, about, name string, events []Event) (*web.Answer, error) {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(b.At.Unix(), a.At.Unix()) })
	l := r.Loc
	base := d.Cfg.PublicURL
	f := atomFeed{
		Lang: l.Code, ID: base + self, Title: l.T("site.name"), Author: l.T("site.name"), Rights: l.T("data.licence.name"),
		Updated: (r.Snap.AsOf + ClosingDay).Start().UTC().Format(time.RFC3339),
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
			ID: f.ID + "#" + e.Key, Title: e.Title, Updated: e.At.UTC().Format(time.RFC3339), Summary: e.Summary,
			Link: atomLink{Rel: "alternate", Href: base + e.Path},
		})
	}
	if len(events) > 0 {
		f.Updated = f.Entries[0].Updated
	}
	return AsXML(f, typeAtom)
}

// AsXML is an answer of the value as an XML document of the media type.
func AsXML(value any, media string) (*web.Answer, error) {
	text, err := xml.MarshalIndent(value, "", " ")
	if err != nil {
		return nil, fmt.Errorf("cannot write XML: %w", err)
	}
	return &web.Answer{Media: media, Body: append([]byte(xml.Header), append(text, '\n')...)}, nil
}
