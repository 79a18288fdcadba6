package dashboard_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"servicequality/observatory"
)

func TestFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.get("/feed.atom?lang=en")
	var feed struct {
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	// Months with ratings, back to the first; October 2026 closed on 9 November.
	if len(feed.Entries) != 12 || feed.Entries[0].Title != "Figures of October 2026" || feed.Updated != "2026-11-08T23:00:00Z" {
		t.Errorf("%d entries, the first %+v, updated %s", len(feed.Entries), feed.Entries[0], feed.Updated)
	}
	seen := map[string]bool{}
	for _, entry := range feed.Entries {
		if seen[entry.ID] || !strings.HasPrefix(entry.Link.Href, "https://observatoire.example/") {
			t.Errorf("entry %+v", entry)
		}
		seen[entry.ID] = true
	}
	if w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("ETag") == "" {
		t.Errorf("%v", w.Header())
	}
}

func TestSitemap(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var m struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(s.get("/sitemap.xml").Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.URLs) != 2*(8+5+10) {
		t.Errorf("%d addresses", len(m.URLs))
	}
	for _, u := range m.URLs {
		path := strings.TrimPrefix(u.Loc, "https://observatoire.example")
		if w := s.get(path); w.Code != 200 {
			t.Errorf("%s: %d", u.Loc, w.Code)
		}
	}
	if robots := s.get("/robots.txt").Body.String(); !strings.Contains(robots, "Sitemap: https://observatoire.example/sitemap.xml\n") {
		t.Errorf("robots.txt says %q", robots)
	}
}

func TestEmbeddedCharts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/dematerialisation", "/demarches/impots/satisfaction", "/demarches/impots/answers", "/ministeres/interieur/satisfaction?with=economie"} {
		w := s.get("/embed/chart" + path)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Security-Policy"))
		}
	}
	if w := s.get("/embed/chart/demarches/permis/satisfaction"); w.Code != 404 {
		t.Errorf("a chart that there is not: %d", w.Code)
	}
	if w := s.get("/demarches/impots"); strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") {
		t.Error("a page may be framed")
	}
}

func TestProcedureOfAnotherMonth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/demarches/impots?as_of=2026-09-30&lang=en").Body.String()
	for _, part := range []string{
		"Figures to 30 September 2026.", "See the newest figures", ", 101 answers",
		"https://observatoire.example/demarches/impots?as_of=2026-09-30", "/demarches/impots/satisfaction.csv?as_of=2026-09-30",
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	if csv := s.get("/demarches/impots.csv?as_of=2026-09-30").Body.String(); !strings.Contains(csv, "8.613861") {
		t.Error("the file holds another month")
	}
	if w := s.get("/demarches/impots?as_of=2026-09-29"); w.Code != 400 {
		t.Errorf("a day inside a month: %d", w.Code)
	}
}

func TestStaleSourceIsGreyWithItsAge(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.store.list[0].VolumeStart, s.store.list[0].VolumeEnd = observatory.NewDay(2022, 1, 1), observatory.NewDay(2022, 12, 31)
	body := s.get("/demarches/impots?lang=en").Body.String()
	if !strings.Contains(body, `<article class="card old" id="digital_use">`) ||
		!strings.Contains(body, "Last known volumes: 31 December 2022, 46 months before the end of the period.") {
		t.Error("a stale figure is not greyed, or does not say how old its source is")
	}
}
