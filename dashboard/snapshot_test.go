package dashboard_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestUnchangedPageIsNotSentTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/", "/demarches", "/demarches/impots", "/api/v1/summary", "/demarches.csv"} {
		first := s.get(path)
		etag := first.Header().Get("ETag")
		if etag == "" || !strings.Contains(first.Header().Get("Cache-Control"), "must-revalidate") {
			t.Fatalf("%s: ETag %q, Cache-Control %q", path, etag, first.Header().Get("Cache-Control"))
		}
		again := s.get(path, "If-None-Match", etag)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s: %d with %d bytes", path, again.Code, again.Body.Len())
		}
		if other := s.get(path, "If-None-Match", `"other"`); other.Code != http.StatusOK {
			t.Errorf("%s: %d for another tag", path, other.Code)
		}
	}
	zipped := s.get("/", "Accept-Encoding", "gzip")
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() > s.get("/").Body.Len()/2 {
		t.Error("the page is not compressed")
	}
}

func TestNewDataIsShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/demarches/permis")
	s.store.change(func(m *memory) { m.list[3].Title = "Renouveler son permis"; m.version++ })
	if strings.Contains(s.get("/demarches/permis").Body.String(), "Renouveler") {
		t.Error("the store was asked twice within a second")
	}
	s.later()
	if !strings.Contains(s.get("/demarches/permis").Body.String(), "Renouveler") {
		t.Error("the new title is not shown")
	}
}

func TestPagesOutliveTheDatabase(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/")
	s.store.change(func(m *memory) { m.down = true })
	s.later()
	for _, path := range []string{"/", "/demarches/impots"} {
		w := s.get(path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "ne répond pas depuis le 21 novembre 2026 à 15:00") {
			t.Errorf("%s: %d, or the age of its figures is not said", path, w.Code)
		}
	}
	if w := s.get("/api/v1/summary"); w.Code != http.StatusOK || w.Header().Get("Last-Modified") != "Sat, 21 Nov 2026 14:00:00 GMT" {
		t.Errorf("summary: %d, %q", w.Code, w.Header().Get("Last-Modified"))
	}
	if w := s.get("/api/v1/procedures/impots?as_of=2026-08-31"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("figures that would have to be read: %d", w.Code)
	}
	s.store.change(func(m *memory) { m.down = false })
	s.later()
	if strings.Contains(s.get("/").Body.String(), "ne répond pas") {
		t.Error("the page does not recover")
	}
}

func TestNothingToShowYet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.store.change(func(m *memory) { m.down = true })
	w := s.get("/?lang=en")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "cannot be read for now") {
		t.Errorf("%d: no page says that nothing can be read", w.Code)
	}
	s.store.change(func(m *memory) { m.down, m.list, m.tallies = false, nil, nil })
	s.later()
	if w := s.get("/?lang=en"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "catalogue of procedures is empty") {
		t.Errorf("%d: an empty catalogue has no page", w.Code)
	}
}

func TestPageIsComputedOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var readers sync.WaitGroup
	for range 20 {
		readers.Go(func() { s.get("/demarches?sort=n&lang=fr") })
	}
	readers.Wait()
	s.get("/demarches?lang=fr&sort=n")
	want := `
		# HELP observatory_dashboard_renders_total Answers computed; the others came from memory.
		# TYPE observatory_dashboard_renders_total counter
		observatory_dashboard_renders_total 1
	`
	if err := testutil.GatherAndCompare(s.registry, strings.NewReader(want), "observatory_dashboard_renders_total"); err != nil {
		t.Error(err)
	}
}
