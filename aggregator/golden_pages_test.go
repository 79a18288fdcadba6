package aggregator_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"servicequality/dashboard"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/edition/publish"
	"servicequality/observatory/indicator"
	"servicequality/sql"
)

// site is the public pages over the golden edition.
type site struct {
	t      *testing.T
	router *gin.Engine
}

// publishGolden makes the edition public with its files, at the instant of its
// freezing: the last closed month is then the edition's.
func publishGolden(t *testing.T, store *sql.Store, f edition.Figures, files map[string][]byte) *site {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, f.Edition.ID), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, f.Edition.ID, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e := f.Edition
	e.State, e.PublishedAt = edition.Published, e.FrozenAt
	if err := store.SaveEdition(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	pages, err := dashboard.New(store, page.Config{Archive: store, ArchiveFolder: folder, Now: func() time.Time { return e.FrozenAt }},
		prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.ReleaseMode)
	s := &site{t, gin.New()}
	pages.Register(s.router)
	return s
}

func (s *site) get(address string) string {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s answered %d: %.300s", address, w.Code, w.Body)
	}
	return w.Body.String()
}

// comparePages holds what is served about the golden edition against its files:
// the API cell by cell, and the pages, the CSV and the JSON of the same twelve
// months with their states, intervals, levels, windows and numbers of citizens.
func comparePages(t *testing.T, s *site, f edition.Figures, files map[string][]byte) {
	t.Helper()
	var figures []json.RawMessage
	if err := json.Unmarshal(files[publish.FiguresJSON], &figures); err != nil {
		t.Fatal(err)
	}
	t.Run("API", func(t *testing.T) { compareAPI(t, s, f, figures) })
	t.Run("Edition", func(t *testing.T) { compareEditionPage(t, s, f) })
	t.Run("List", func(t *testing.T) { compareList(t, s, f) })
	t.Run("Procedure", func(t *testing.T) { compareProcedures(t, s, f) })
}

// compareAPI walks through the pages of the API's lists.
func compareAPI(t *testing.T, s *site, f edition.Figures, figures []json.RawMessage) {
	var served []json.RawMessage
	for page := 1; ; page++ {
		var part struct {
			Items []json.RawMessage
			Next  *string
		}
		if err := json.Unmarshal([]byte(s.get(fmt.Sprintf("/api/v1/indicators?edition=%s&per_page=500&page=%d", f.Edition.ID, page))), &part); err != nil {
			t.Fatal(err)
		}
		served = append(served, part.Items...)
		if part.Next == nil {
			break
		}
	}
	sorted := func(all []json.RawMessage) (texts []string) {
		for _, one := range all {
			texts = append(texts, string(one))
		}
		slices.Sort(texts)
		return texts
	}
	if diff := cmp.Diff(sorted(figures), sorted(served)); diff != "" {
		t.Errorf("the API does not list what the file holds (-file +API):\n%.4000s", diff)
	}
	for _, p := range f.Catalogue.Procedures()[:5] {
		var one struct{ Indicators json.RawMessage }
		if err := json.Unmarshal([]byte(s.get("/api/v1/procedures/"+p.ID+"?edition="+f.Edition.ID)), &one); err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(f.Figures[p.ID])
		if err != nil || string(want) != string(one.Indicators) {
			t.Errorf("%s: the API has other figures than the edition, %v", p.ID, err)
		}
	}
}

// compareEditionPage reads the table of the edition's page.
func compareEditionPage(t *testing.T, s *site, f edition.Figures) {
	rows := tableOf(t, s.get("/editions/"+f.Edition.ID+"?lang=en"), 4, len(f.Catalogue.Procedures()))
	for i, p := range f.Catalogue.Procedures() {
		want := inWords(figureOf(f.Figures[p.ID], indicator.KindSatisfaction))
		if rows[i][0] != p.Title || rows[i][3] != want {
			t.Errorf("row %d is %q, the edition says %s of %s", i, rows[i], want, p.Title)
		}
	}
}

// compareList reads the table, the CSV and the JSON of all procedures.
func compareList(t *testing.T, s *site, f edition.Figures) {
	var columns []string
	for _, kind := range ratedKinds() {
		columns = append(columns, string(kind))
	}
	query := "?per_page=500&sort=title&columns=n," + strings.Join(columns, ",")
	rows := tableOf(t, s.get("/demarches"+query+"&lang=en"), 2+len(columns), len(f.Catalogue.Procedures()))
	table, err := csv.NewReader(strings.NewReader(s.get("/demarches.csv" + query))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Items []struct {
			ID         string
			AsOf       string `json:"as_of"`
			Indicators []indicator.Indicator
		}
	}
	if err := json.Unmarshal([]byte(s.get("/demarches.json"+query)), &list); err != nil {
		t.Fatal(err)
	}
	for i, item := range list.Items {
		line := func(column string) string { return table[i+1][slices.Index(table[0], column)] }
		if line("id") != item.ID || line("as_of") != f.Edition.AsOf.String() || item.AsOf != f.Edition.AsOf.String() {
			t.Fatalf("row %d is about %s as of %s in the CSV, %s as of %s in the JSON", i, line("id"), line("as_of"), item.ID, item.AsOf)
		}
		for k, kind := range ratedKinds() {
			want, column := figureOf(f.Figures[item.ID], kind), string(kind)
			if diff := cmp.Diff(essence(want), essence(figureOf(item.Indicators, kind))); diff != "" {
				t.Errorf("%s of %s in the JSON (-edition +list):\n%s", kind, item.ID, diff)
			}
			cells := []string{line(column + "_state"), line(column), line(column + "_low"), line(column + "_high"), line(column + "_level"), line(column + "_n")}
			if diff := cmp.Diff(essence(want)[:len(cells)], cells); diff != "" {
				t.Errorf("%s of %s in the CSV (-edition +list):\n%s", kind, item.ID, diff)
			}
			at := 1 + k
			if k > 0 {
				at++ // the number of answers stands behind the satisfaction
			}
			if got := rows[i][at]; got != inWords(want) {
				t.Errorf("%s of %s: the page says %q, the edition %q", kind, item.ID, got, inWords(want))
			}
		}
		if got, want := strings.ReplaceAll(rows[i][2], ",", ""), fmt.Sprint(figureOf(f.Figures[item.ID], indicator.KindSatisfaction).N); got != want {
			t.Errorf("%s: the page says that %s answered, the edition %s", item.ID, got, want)
		}
	}
}

// compareProcedures reads a page, a CSV and a JSON for each state that the
// satisfaction is in.
func compareProcedures(t *testing.T, s *site, f edition.Figures) {
	met := map[indicator.State]bool{}
	for _, p := range f.Catalogue.Procedures() {
		want := figureOf(f.Figures[p.ID], indicator.KindSatisfaction)
		if met[want.State] {
			continue
		}
		met[want.State] = true
		table, err := csv.NewReader(strings.NewReader(s.get("/demarches/" + p.ID + ".csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var object struct{ Indicators []indicator.Indicator }
		if err := json.Unmarshal([]byte(s.get("/demarches/"+p.ID+".json")), &object); err != nil {
			t.Fatal(err)
		}
		for _, figure := range f.Figures[p.ID] {
			if diff := cmp.Diff(essence(figure), essence(figureOf(object.Indicators, figure.Kind))); diff != "" {
				t.Errorf("%s of %s in the JSON (-edition +procedure):\n%s", figure.Kind, p.ID, diff)
			}
			row := slices.IndexFunc(table, func(line []string) bool { return line[slices.Index(table[0], "kind")] == string(figure.Kind) })
			var cells []string
			for _, column := range []string{"state", "value", "low", "high", "level", "n", "window_start", "window_end", "days_collected", "numerator", "denominator"} {
				cells = append(cells, table[row][slices.Index(table[0], column)])
			}
			if diff := cmp.Diff(essence(figure), cells); diff != "" {
				t.Errorf("%s of %s in the CSV (-edition +procedure):\n%s", figure.Kind, p.ID, diff)
			}
		}
		page := s.get("/demarches/" + p.ID + "?lang=en")
		words := []string{"1 November 2025 to 31 October 2026"}
		if want.Value != nil {
			words = append(words, fmt.Sprintf("%s out of 10 (%s–%s), %d answers", want.Display(), want.DisplayLow(), want.DisplayHigh(), want.N), levelWords()[string(want.Level)])
		} else {
			words = append(words, levelWords()[string(want.State)])
		}
		for _, word := range words {
			if text := textOf(parsed(t, page)); !strings.Contains(text, word) {
				t.Errorf("the page of %s, which is %s, does not say %q", p.ID, want.State, word)
			}
		}
	}
	if len(met) < 6 {
		t.Errorf("the golden edition has the states %v alone", met)
	}
}

func figureOf(figures []indicator.Indicator, kind indicator.Kind) indicator.Indicator {
	i := slices.IndexFunc(figures, func(i indicator.Indicator) bool { return i.Kind == kind })
	if i < 0 {
		return indicator.Indicator{}
	}
	return figures[i]
}

// essence is what must be the same of a figure wherever it is, as texts.
func essence(i indicator.Indicator) []string {
	text := func(m *observatory.Micro) string {
		if m == nil {
			return ""
		}
		return m.String()
	}
	known := func(n uint64, known bool) string {
		if !known {
			return ""
		}
		return fmt.Sprint(n)
	}
	return []string{string(i.State), text(i.Value), text(i.Low), text(i.High), string(i.Level), fmt.Sprint(i.N), i.Window.Start.String(), i.Window.End.String(),
		known(uint64(i.DaysCollected), i.DaysCollected > 0), known(i.Numerator, i.Denominator > 0), known(i.Denominator, i.Denominator > 0)}
}

// levelWords are the words of the pages for levels and states.
func levelWords() map[string]string {
	return map[string]string{
		"green": "Good", "yellow": "To improve", "red": "Poor", "below_minimum": "Too few answers", "cell_too_small": "Waiting for more", "pending": "Pending", "stale": "Stale",
		"no_button": "No button", "not_online": "Not online", "not_applicable": "Not applicable", "unknown": "Unknown",
	}
}

// inWords is a figure as the cell of a table shows it.
func inWords(i indicator.Indicator) string {
	if i.Value == nil {
		return levelWords()[string(i.State)]
	}
	unit := ""
	if rule, _ := indicator.FindRule(i.Kind); rule.Unit == indicator.UnitPercent {
		unit = "%"
	}
	return strings.TrimSpace(i.Display() + unit + " (" + i.DisplayLow() + "–" + i.DisplayHigh() + ") " + levelWords()[string(i.Level)])
}

func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// textOf is what is read of a part of a page, its spaces made one.
func textOf(node *html.Node) string {
	var texts []string
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			texts = append(texts, child.Data)
		}
	}
	text := strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
	return strings.NewReplacer("( ", "(", " )", ")", " ,", ",").Replace(text)
}

// tableOf returns the rows of the page's table that has so many columns and
// rows.
func tableOf(t *testing.T, page string, columns, rows int) [][]string {
	t.Helper()
	for node := range parsed(t, page).Descendants() {
		if node.Data != "tbody" {
			continue
		}
		var table [][]string
		for row := range node.ChildNodes() {
			var cells []string
			for cell := range row.ChildNodes() {
				if cell.Data == "td" || cell.Data == "th" {
					cells = append(cells, textOf(cell))
				}
			}
			if len(cells) == columns {
				table = append(table, cells)
			}
		}
		if len(table) == rows {
			return table
		}
	}
	t.Fatalf("the page has no table of %d rows and %d columns", rows, columns)
	return nil
}
