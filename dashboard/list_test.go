package dashboard_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// list reads the ids of one page of a list, and where the next one is.
func (s *site) list(t *testing.T, query string) (ids []string, next string) {
	t.Helper()
	var page struct {
		Items []struct{ ID string }
		Next  *string
	}
	w := s.get("/api/v1/procedures?" + query)
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
		t.Fatalf("%d: %v", w.Code, err)
	}
	for _, item := range page.Items {
		ids = append(ids, item.ID)
	}
	if page.Next != nil {
		next = *page.Next
	}
	return ids, next
}

func TestListFiltersAndSorts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct{ name, query, want string }{
		{"accents are ignored", "q=DECLARER+economie", "impots"},
		{"ligatures are written out", "q=oeuvre", "oeuvre"},
		{"an id is found", "q=plainte", "plainte"},
		{"an alias is found", "q=3059", "impots"},
		{"nothing matches", "q=zzz", ""},
		{"by ministry", "ministry=education", "aide bourse"},
		{"by status", "online=no", "permis"},
		{"unknown is a status", "online=unknown", "oeuvre"},
		{"by level", "satisfaction=yellow", "passeport"},
		{"without a mark", "satisfaction=none&ministry=education", "aide bourse"},
		{"filters combine", "ministry=interieur&online=yes&q=pass", "passeport"},
		{"titles from A", "ministry=interieur", "naissance passeport plainte permis"},
		{"titles from Z", "ministry=interieur&order=desc", "permis plainte passeport naissance"},
		{"marks from the best, missing last", "sort=satisfaction&q=e&ministry=interieur", "passeport naissance plainte permis"},
		{"marks from the worst, missing last", "sort=satisfaction&order=asc&per_page=4", "hostile passeport impots formule"},
		{"answers from the most", "sort=n&per_page=4", "hostile passeport impots bourse"},
		{"volume from the greatest", "sort=volume&per_page=1", "impots"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ids, _ := s.list(t, test.query)
			if diff := cmp.Diff(test.want, strings.Join(ids, " ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestListPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var all []string
	query := "per_page=4&sort=title"
	for range 3 {
		ids, next := s.list(t, query)
		all = append(all, ids...)
		if !strings.HasPrefix(next, "https://observatoire.example/api/v1/procedures?") {
			if next != "" {
				t.Errorf("next is %q", next)
			}
			break
		}
		query = next[strings.Index(next, "?")+1:]
	}
	if len(all) != 10 {
		t.Errorf("the pages hold %d procedures: %v", len(all), all)
	}
	if ids, next := s.list(t, "page=9"); len(ids) != 0 || next != "" {
		t.Errorf("a page after the last holds %v", ids)
	}
	body := s.get("/demarches?per_page=2&page=2&sort=satisfaction&lang=en").Body.String()
	for _, part := range []string{`aria-sort="descending"`, `aria-current="page">2<`, "page=3", `<table class="cards`} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

func TestListFilesHoldTheWholeFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lines := strings.Split(strings.TrimSpace(s.get("/demarches.csv?ministry=interieur&per_page=1&page=3").Body.String()), "\n")
	if len(lines) != 5 {
		t.Errorf("%d lines, want a heading and four procedures", len(lines))
	}
	if !strings.Contains(lines[2], ",7.083333,") {
		t.Errorf("no mark in %q", lines[2])
	}
}
