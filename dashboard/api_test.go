package dashboard_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
)

func Procedure(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return fields
}

func TestSummaryKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.get("/api/v1/summary")
	keys := slices.Sorted(maps.Keys(Procedure(t, w.Body.Bytes())))
	want := []string{
		"as_of", "authentication", "coverage", "dematerialisation", "ministries", "mobile", "online", "procedures", "ratings", "received",
		"take_up", "volume_total",
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, part := range []string{`"as_of":"2026-10-31"`, `"strict":60.000000`, `"received":104`, `"ratings":{"counted":100,"doubtful":3,"quarantined":1}`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("the summary lacks %s", part)
		}
	}
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("Access-Control-Allow-Origin %q", got)
	}
}

func TestProcedureObject(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.get("/api/v1/procedures/jdma:3059")
	body := w.Body.String()
	for _, part := range []string{
		`"id":"impots"`, `"online":"yes"`, `"volume_total":1000`, `"ministry":"Économie"`, `"domain":"Impôts"`, `"aliases":["jdma:3059"]`,
		`"authentication":"franceconnect"`, `"online_since":null`, `"received":104`, `"as_of":"2026-10-31"`, `"synthetic":false`,
		`"kind":"satisfaction","state":"published","value":8.600000,"low":7.847758,"high":9.131259,"level":"green"`,
		`"window":{"start":"2025-11-01","end":"2026-11-01"}`, `"numerator":`, `"variants":{`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the object lacks %s", part)
		}
	}
	for _, part := range []string{"owner", "secret@", "Secret"} {
		if strings.Contains(body, part) {
			t.Errorf("the object holds %q", part)
		}
	}
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const path = "/api/v1/procedures/impots?as_of="
	if w := s.get(path + "2026-09-30"); w.Code != 200 || !strings.Contains(w.Body.String(), `"end":"2026-10-01"`) {
		t.Errorf("a closed month: %d", w.Code)
	}
	for _, test := range []struct{ day, want string }{
		{"2026-09-29", "2026-09-30"}, {"2026-11-21", "2026-10-31"}, {"2027-01-31", "2026-10-31"},
		{"never", "is not a date"}, {"", "is not a date"},
	} {
		w := s.get(path + test.day)
		problem := Procedure(t, w.Body.Bytes())
		if w.Code != 400 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") || !strings.Contains(problem["detail"].(string), test.want) {
			t.Errorf("as_of %s: %d %v", test.day, w.Code, problem)
		}
	}
	if w := s.get("/api/v1/procedures?as_of=2026-09-30"); w.Code != 400 {
		t.Errorf("as_of on the list: %d", w.Code)
	}
}

func TestServedFigureIsStoredAndStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const path = "/api/v1/procedures/impots?as_of=2026-09-30"
	before := s.get(path).Body.String()
	if len(s.store.saved[observatory.NewDay(2026, 9, 30)]["impots"]) == 0 {
		t.Fatal("the served figure is not stored")
	}
	s.store.change(func(m *memory) { m.rate("impots", 100, 0, 0); m.version++ })
	s.later()
	if after := s.get(path).Body.String(); !strings.Contains(after, `"value":8.613861`) || after != before {
		t.Errorf("-before +after\n%s", cmp.Diff(before, after))
	}
}

func TestAnyDayIsForAdministratorsAndStoredNowhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const path = "/api/v1/procedures/impots?as_of=2026-11-21"
	if w := s.get(path); w.Code != 400 {
		t.Errorf("the public gets %d", w.Code)
	}
	w := ask(s.admin, path)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"end":"2026-11-22"`) {
		t.Errorf("the administrator gets %d %s", w.Code, w.Body)
	}
	if w := s.get(path); w.Code != 400 {
		t.Errorf("the public gets %d after the administrator", w.Code)
	}
	if _, stored := s.store.saved[observatory.NewDay(2026, 11, 21)]; stored {
		t.Error("a live figure was stored")
	}
	if w := ask(s.admin, "/api/v1/procedures/impots?as_of=2026-11-22"); w.Code != 400 {
		t.Errorf("tomorrow: %d", w.Code)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, status := range map[string]int{
		"/api/v1/procedures/nothing": 404, "/api/v1/nothing": 404, "/api/v1/summary?edition=2026-10": 404, "/api/v1/procedures?sort=x&page=0": 400, "/demarches.json?online=x": 400,
	} {
		w := s.get(path)
		problem := Procedure(t, w.Body.Bytes())
		if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		if problem["title"] != http.StatusText(status) || problem["status"] != float64(status) || problem["type"] != "about:blank" {
			t.Errorf("%s: %v", path, problem)
		}
	}
	problem := Procedure(t, s.get("/api/v1/procedures?sort=x&page=0").Body.Bytes())
	var fields []string
	for _, e := range problem["errors"].([]any) {
		fields = append(fields, e.(map[string]any)["field"].(string))
	}
	if diff := cmp.Diff([]string{"sort", "page"}, fields); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
