package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct {
		path   string
		fr, en string
	}{
		{"/", "Les démarches en ligne", "Procedures online"},
		{"/demarches", "10 démarches trouvées", "10 procedures found"},
		{"/demarches/impots", "8,6 sur 10 (7,8–9,2), 100 réponses", "8.6 out of 10 (7.8–9.2), 100 answers"},
		{"/demarches/hostile", "Insuffisant", "Poor"},
		{"/demarches/permis", "Pas en ligne", "Not online"},
		{"/demarches/bourse", "40 réponses en douze mois\u00a0; il en faut 100", "40 answers in twelve months; 100 are needed"},
		{"/ministeres", "Objectif atteint, par ministère", "Goal reached, by ministry"},
		{"/ministeres/interieur", "4 démarches suivies", "4 procedures tracked"},
		{"/donnees", "Licence Ouverte 2.0", "Open Licence 2.0"},
		{"/methodologie", "rules/2", "rules/2"},
		{"/confidentialite", "Aucun cookie", "No cookie"},
		{"/accessibilite", "Il n’a pas encore été audité", "has not been audited"},
		{"/plan-du-site", "Refaire son permis", "Refaire son permis"},
	} {
		for lang, want := range map[string]string{"fr": test.fr, "en": test.en} {
			t.Run(lang+test.path, func(t *testing.T) {
				w := s.get(test.path + "?lang=" + lang)
				body := w.Body.String()
				if w.Code != http.StatusOK {
					t.Fatalf("status %d", w.Code)
				}
				if n := strings.Count(body, "</h1>"); n != 1 {
					t.Errorf("%d h1, want one", n)
				}
				for _, part := range []string{want, `<html lang="` + lang + `">`, `href="#content"`, `<main id="content"`, "Content-Security-Policy"} {
					if part == "Content-Security-Policy" {
						if !strings.Contains(w.Header().Get(part), "frame-ancestors 'none'") {
							t.Errorf("policy %q", w.Header().Get(part))
						}
					} else if !strings.Contains(body, part) {
						t.Errorf("page lacks %q", part)
					}
				}
				if strings.Contains(body, "onerror=alert(1)>") || strings.Contains(body, "secret@") || strings.Contains(body, "Madame Secret") {
					t.Error("page holds what it must not")
				}
				if strings.Contains(body, "%!") || strings.Contains(body, "ZgotmplZ") {
					t.Error("page holds a badly filled message or a refused address")
				}
			})
		}
	}
}

func TestEveryPageIsCompleteFrenchByDefault(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for accept, want := range map[string]string{"": "fr", "de": "fr", "en-GB,en;q=0.8": "en", "de,fr;q=0.5,en;q=0.2": "fr", "!": "fr"} {
		if body := s.get("/", "Accept-Language", accept).Body.String(); !strings.Contains(body, `<html lang="`+want+`">`) {
			t.Errorf("Accept-Language %q is not answered in %s", accept, want)
		}
	}
	body := s.get("/demarches?lang=en").Body.String()
	if !strings.Contains(body, `href="/demarches/impots?lang=en"`) {
		t.Error("the language is not kept in links")
	}
}

func TestHostileTitleIsInertEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{
		"/", "/demarches", "/demarches.json", "/demarches/hostile", "/demarches/hostile.json", "/demarches/hostile/satisfaction.json",
		"/demarches/hostile/satisfaction.svg", "/api/v1/procedures/hostile", "/api/v1/summary", "/plan-du-site",
		"/demarches?q=" + "%3C%2Fscript%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "/%3C%2Fscript%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
	} {
		if body := s.get(path).Body.String(); strings.Contains(body, "<img src=x") || strings.Contains(body, "</script><img") {
			t.Errorf("%s holds live markup", path)
		}
	}
	w := s.get("/demarches.csv")
	if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a browser may take the CSV for a page: %q", got)
	}
	if !strings.Contains(w.Body.String(), "'=HYPERLINK(1)") {
		t.Error("a formula stays a formula in the CSV")
	}
}

func TestOneProcedureSaysTheSameInEveryForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.get("/demarches/impots?lang=en").Body.String()
	for _, part := range []string{"8.6 out of 10 (7.8–9.2), 100 answers", "8.600000", "104 ratings received", "Computed from the people who chose to answer."} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	rows, err := csv.NewReader(s.get("/demarches/impots.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var satisfaction []string
	for _, row := range rows[1:] {
		if row[column["kind"]] == "satisfaction" {
			satisfaction = row
		}
	}
	var object struct {
		Received   int
		Indicators []struct {
			Kind       string
			Value, Low json.Number
			N          json.Number
			Counts     map[string]int
		}
	}
	if err := json.Unmarshal(s.get("/demarches/impots.json").Body.Bytes(), &object); err != nil {
		t.Fatal(err)
	}
	figure := object.Indicators[1]
	if figure.Kind != "satisfaction" || figure.Value != "8.600000" || figure.Counts["good"] != 80 || object.Received != 104 {
		t.Errorf("JSON says %+v", figure)
	}
	for name, want := range map[string]json.Number{"value": figure.Value, "low": figure.Low, "n": figure.N} {
		if got := satisfaction[column[name]]; got != want.String() {
			t.Errorf("CSV says %s %s, JSON %s", name, got, want)
		}
	}
	if api := s.get("/api/v1/procedures/impots").Body.String(); api != s.get("/demarches/impots.json").Body.String() {
		t.Error("the API and the page's JSON differ")
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct {
		path     string
		status   int
		location string
	}{
		{"/demarches/jdma:3059", 301, "/demarches/impots"},
		{"/demarches/jdma:3059?lang=en", 301, "/demarches/impots?lang=en"},
		{"/demarches/jdma:3059.csv", 301, "/demarches/impots.csv"},
		{"/demarches/jdma:3059/satisfaction.csv", 301, "/demarches/impots/satisfaction.csv"},
		{"/demarches/impots/satisfaction", 301, "/demarches/impots#satisfaction"},
		{"/dematerialisation", 301, "/#dematerialisation"},
		{"/demarches/impots/satisfaction.csv", 200, ""},
		{"/demarches/impots/online.json", 200, ""},
		{"/dematerialisation.csv", 200, ""},
		{"/dematerialisation.json", 200, ""},
		{"/robots.txt", 200, ""},
		{"/demarches/impots/nothing.csv", 404, ""},
		{"/demarches/impots/online.svg", 404, ""},
		{"/demarches/impots.pdf", 404, ""},
		{"/demarches/nothing", 404, ""},
		{"/nothing", 404, ""},
	} {
		w := s.get(test.path)
		if w.Code != test.status || w.Header().Get("Location") != test.location {
			t.Errorf("%s: %d %q, want %d %q", test.path, w.Code, w.Header().Get("Location"), test.status, test.location)
		}
	}
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.get("/demarches/pasport?lang=en")
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "/demarches/passeport?lang=en") {
		t.Errorf("%d: no suggestion for a misspelt procedure", w.Code)
	}
	w = s.get("/ministeres/interieurs?lang=en")
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `<li><a href="/ministeres/interieur?lang=en"`) {
		t.Errorf("%d: no suggestion for a misspelt ministry", w.Code)
	}
	w = s.get("/demarches?online=maybe&per_page=501&lang=en")
	body := w.Body.String()
	if w.Code != http.StatusBadRequest || !strings.Contains(body, "<code>online</code>") || !strings.Contains(body, "<code>per_page</code>") {
		t.Errorf("%d: the page does not name the bad filters", w.Code)
	}
	if strings.Count(body, "</h1>") != 1 || w.Header().Get("Cache-Control") != "no-store" {
		t.Error("the error page is badly made")
	}
}

func TestDemonstrationIsSaidEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if strings.Contains(s.get("/").Body.String(), "Démonstration.") {
		t.Error("a real catalogue is called a demonstration")
	}
	s.store.change(func(m *memory) {
		for i := range m.list {
			m.list[i].Synthetic = true
		}
		m.version++
	})
	s.later()
	for _, path := range []string{"/", "/demarches", "/demarches/impots", "/ministeres", "/ministeres/interieur", "/donnees", "/embed/chart/dematerialisation", "/methodologie", "/confidentialite", "/accessibilite", "/plan-du-site", "/nothing", "/demarches?online=x"} {
		if !strings.Contains(s.get(path+"").Body.String(), "Démonstration.") {
			t.Errorf("%s does not say that it is a demonstration", path)
		}
	}
	for _, path := range []string{"/demarches.csv", "/ministeres.csv", "/ministeres/all/satisfaction.csv", "/demarches/impots.csv", "/demarches/impots/satisfaction.csv", "/dematerialisation.csv"} {
		w := s.get(path)
		if !strings.Contains(w.Header().Get("Content-Disposition"), `filename="demonstration-`) {
			t.Errorf("%s is called %q", path, w.Header().Get("Content-Disposition"))
		}
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %v", path, err)
		}
		if last := len(rows[0]) - 1; rows[0][last] != "synthetic" || rows[1][last] != "true" {
			t.Errorf("%s has no column synthetic", path)
		}
	}
	for _, path := range []string{"/demarches.json", "/demarches/impots.json", "/demarches/impots/satisfaction.json", "/dematerialisation.json", "/api/v1/summary"} {
		if !strings.Contains(s.get(path).Body.String(), `"synthetic":true`) {
			t.Errorf("%s has no field synthetic", path)
		}
	}
}

// TestPagesMayBeFound is what the audit leaves to it: it measures demonstrations,
// which alone ask search engines to stay away.
func TestPagesMayBeFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/", "/demarches", "/demarches/impots", "/ministeres", "/ministeres/interieur", "/editions", "/donnees", "/methodologie", "/confidentialite", "/accessibilite", "/plan-du-site"} {
		w := s.get(path)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "noindex") || w.Header().Get("X-Robots-Tag") != "" {
			t.Errorf("%s: %d, or asks not to be found", path, w.Code)
		}
	}
}

func TestHeadline(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/?lang=en").Body.String()
	for _, part := range []string{
		"60.0%",                               // strict: 5 yes + 1 proactive of 10
		"66.0%",                               // weighted: 6 + 0.5 + 0.1
		"80.0%",                               // at least in part
		"2.4% (6 of 250)",                     // over the target
		"1 of 3 procedures, 6 not measurable", // satisfaction
		"Of which counted: 100; doubtful: 3; set aside: 1.",
		"Figures to 31 October 2026, computed on 21 November 2026 at 15:00.",
		`href="/ministeres/interieur?lang=en"`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the first page lacks %q", part)
		}
	}
}
