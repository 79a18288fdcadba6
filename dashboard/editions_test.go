package dashboard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/observatory/summary"
)

// archive holds two published editions, a revision, a frozen one and a
// history. It is read as long as the memory is.
type archive struct {
	all    []edition.Figures
	memory *memory
	// rollover is that of every two editions.
	rollover indicator.Rollover
}

func (a archive) Editions(context.Context) ([]edition.Edition, error) {
	var list []edition.Edition
	for _, f := range a.all {
		list = append(list, f.Edition)
	}
	edition.Sort(list)
	return list, nil
}

func (a archive) find(e edition.Edition) edition.Figures {
	for _, f := range a.all {
		if f.Edition.ID == e.ID {
			return f
		}
	}
	panic("the dashboard asked for an edition that is not there")
}

func (a archive) EditionIndicators(_ context.Context, e edition.Edition, _ string) (map[string][]indicator.Indicator, error) {
	return a.find(e).Figures, nil
}

func (a archive) EditionHistory(_ context.Context, editions []edition.Edition) (map[string]map[string][]edition.FrozenFigure, error) {
	all := map[string]map[string][]edition.FrozenFigure{}
	for _, e := range editions {
		all[e.ID] = map[string][]edition.FrozenFigure{}
		for id, figures := range a.find(e).Figures {
			for _, i := range figures {
				all[e.ID][id] = append(all[e.ID][id], edition.FrozenFigure{Kind: i.Kind, State: i.State, Word: i.Word, Printed: i.Printed,
					Value: i.Value, Low: i.Low, High: i.High, Level: i.Level, Fragile: i.Fragile, N: i.N, Numerator: i.Numerator, Denominator: i.Denominator, Series: i.Series, Instruments: i.Instruments})
			}
		}
	}
	return all, nil
}

func (a archive) EditionCatalogue(_ context.Context, e edition.Edition) (*observatory.Catalogue, error) {
	unlock, err := a.memory.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return a.find(e).Catalogue, nil
}

func (a archive) EditionChanges(context.Context, edition.Edition, edition.Edition) (map[string]edition.Corrections, error) {
	return map[string]edition.Corrections{"impots": {Late: 7, Erased: 2}}, nil
}

func (a archive) EditionRollover(context.Context, edition.Edition, edition.Edition) (indicator.Rollover, error) {
	return a.rollover, nil
}

func (a archive) PrintedFigures(context.Context) ([]edition.PrintedFigure, error) {
	return []edition.PrintedFigure{
		{Edition: "2019-06 (1st)", Date: "2019-05", Metric: "taux de dématérialisation", Value: "67", Unit: "%"},
		{Edition: "2019-06 (1st)", Date: "2019-06", Metric: "best satisfaction: demander un passeport", Value: "82", Unit: "%", Source: "<press>"},
		{Edition: "2020-07 (5th)", Date: "2020-08", Metric: "dematerialised (headline)", Value: "~75", Unit: "%"},
	}, nil
}

// editionOf is an edition of the memory's procedures but the last ones.
func editionOf(m *memory, id, replaces string, state edition.State, leave int, good uint64) edition.Figures {
	month, _, err := edition.ParseID(id)
	if err != nil {
		panic(err)
	}
	e := edition.Edition{ID: id, State: state, AsOf: month - 1, Rules: indicator.Rules, Replaces: replaces, Reason: "une <erreur>",
		FrozenAt: month.Start().Add(240 * time.Hour), Manifest: "0123456789abcdef"}
	if state == edition.Published {
		e.PublishedAt = e.FrozenAt
	}
	tally := rating.Tally{Day: e.AsOf, Slices: []rating.Slice{{Question: rating.QuestionSatisfaction, Instrument: rating.Avis1,
		Channel: observatory.ChannelOnline, Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: 20 + good, Counts: [5]uint64{8, 12, good}}}}
	return edition.Compile(e, edition.Copies{Procedures: m.list[:len(m.list)-leave], Bases: map[string]indicator.Basis{
		"impots": indicator.Distil("impots", indicator.Evidence{Tallies: []rating.Tally{tally}, First: e.AsOf - 900, Last: e.AsOf}, e.Rules)}})
}

// newArchiveSite is a site with editions and the files of one of them.
func newArchiveSite(t *testing.T) *gin.Engine {
	t.Helper()
	return archiveSite(t)
}

// archiveSite is newArchiveSite with more editions.
func archiveSite(t *testing.T, more ...func(*memory) edition.Figures) *gin.Engine {
	t.Helper()
	now := time.Date(2026, time.November, 21, 14, 0, 0, 0, time.UTC)
	return archiveSiteOf(t, newMemory(), func() time.Time { return now }, more...)
}

// archiveSiteOf is archiveSite over a memory and a clock.
func archiveSiteOf(t *testing.T, m *memory, now func() time.Time, more ...func(*memory) edition.Figures) *gin.Engine {
	t.Helper()
	gin.SetMode(gin.TestMode)
	folder := t.TempDir()
	files := filepath.Join(folder, "2026-10")
	if err := os.Mkdir(files, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"manifest.json": `{"public_key":"KEY","files":[{"name":"indicators.csv","bytes":4,"sha256":"abcd"}]}`, "manifest.json.sig": "c2ln\n",
		"indicators.csv": "a,b\n", "secret.txt": "no",
	} {
		if err := os.WriteFile(filepath.Join(files, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "beside.txt"), []byte("no"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := archive{memory: m, all: []edition.Figures{
		editionOf(m, "2026-09", "", edition.Published, 2, 80),
		editionOf(m, "2026-10", "", edition.Published, 1, 200),
		editionOf(m, "2026-10-r2", "2026-10", edition.Published, 0, 200),
		editionOf(m, "2026-11", "", edition.Frozen, 0, 200),
	}}
	a.all[2].Edition.Objections = []edition.Objection{objectionTo("passeport")}
	for _, edition := range more {
		a.all = append(a.all, edition(m))
	}
	cfg := page.Config{PublicURL: "https://observatoire.example", Archive: a, ArchiveFolder: folder, TargetBy: observatory.NewDay(2027, 12, 31),
		Now: now}
	d, err := dashboard.New(m, cfg, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := gin.New()
	d.Register(r)
	r.NoRoute(d.NotFound)
	return r
}

func TestEditionPages(t *testing.T) {
	t.Parallel()
	site := newArchiveSite(t)
	for address, words := range map[string][]string{
		"/editions?lang=en": {"2026-10-r2", "Corrected by the edition 2026-10-r2", "Corrects the edition 2026-10: une &lt;erreur&gt;",
			"/editions/2026-09...2026-10", "Rate published at the time", "67"},
		"/editions?lang=fr":           {"Corrigée par l’édition 2026-10-r2", "Vérifier une édition"},
		"/editions/2026-10?lang=en":   {"Edition 2026-10", "/donnees/2026-10/indicators.csv", "KEY", "abcd", "Déclarer ses revenus", "30 September 2026"},
		"/editions/2026-09...2026-10": {"De l’édition 2026-09 à l’édition 2026-10", "100\u00a0→\u00a0220", "&#43;7 avis arrivés tard", "−2 avis effacés", "=HYPERLINK(1)"},
		"/editions/2026-10...2026-10": {"Aucun chiffre n’a changé"},
		"/trajectoire.csv?lang=en":    {"month,printed,weighted,strict,source", "2019-05,67.000000", "2026-08,,", "2026-09,,"},
		"/trajectoire.json":           {`"2020-07 (5th)"`, `"~75"`, `"strict":50.000000`},
		"/plan-du-site":               {"/editions"},
	} {
		w := ask(site, address)
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, "%!") || strings.Contains(body, "<img src=x") || strings.Contains(body, "map[") {
			t.Errorf("%s answers %d: %.300s", address, w.Code, body)
		}
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s lacks %q", address, word)
			}
		}
		if strings.Contains(body, "2026-11</a>") || strings.Contains(body, "secret@") {
			t.Errorf("%s shows what is not public", address)
		}
	}
	for _, address := range []string{"/editions/2026-11", "/editions/2026-12", "/editions/2026-09...2026-11", "/editions/...", "/editions/a...b...c"} {
		w := ask(site, address)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", address, w.Code)
		}
		if !strings.Contains(w.Body.String(), `<li><a href="/editions/2026-10-r2">`) {
			t.Errorf("%s does not lead to the newest edition", address)
		}
	}
}

func TestEditionAPI(t *testing.T) {
	t.Parallel()
	site := newArchiveSite(t)
	for address, want := range map[string]int{
		"/api/v1/editions": 200, "/api/v1/summary?edition=2026-09": 200, "/api/v1/summary?edition=2026-11": 404, "/api/v1/summary?edition=": 404,
		"/api/v1/procedures/impots?edition=2026-10": 200, "/api/v1/procedures/jdma:3059?edition=2026-10": 200,
		"/api/v1/procedures/aide?edition=2026-10": 404, "/api/v1/procedures/impots?edition=2026-10&as_of=2026-09-30": 400,
		"/api/v1/indicators": 200, "/api/v1/indicators?kind=height": 400, "/api/v1/indicators?page=0": 400, "/api/v1/indicators?per_page=501": 400,
		"/api/v1/indicators?editon=2026-10": 400, "/api/v1/indicators?edition=2026-11": 404,
	} {
		if w := ask(site, address); w.Code != want {
			t.Errorf("%s answers %d, want %d: %.200s", address, w.Code, want, w.Body)
		}
	}
	var editions struct {
		Items     []struct{ ID, State, Replaces string }
		PublicKey string `json:"public_key"`
	}
	read(t, site, "/api/v1/editions", &editions)
	if len(editions.Items) != 3 || editions.Items[0].ID != "2026-10-r2" || editions.Items[0].Replaces != "2026-10" {
		t.Errorf("the editions are %+v", editions)
	}
	var summary summary.Summary
	read(t, site, "/api/v1/summary?edition=2026-09", &summary)
	if summary.Procedures != 8 || summary.AsOf.String() != "2026-08-31" {
		t.Errorf("the summary of 2026-09 is %+v", summary)
	}
	var procedure struct {
		AsOf       string `json:"as_of"`
		Indicators []indicator.Indicator
	}
	read(t, site, "/api/v1/procedures/impots?edition=2026-10", &procedure)
	if procedure.AsOf != "2026-09-30" || procedure.Indicators[1].N != 220 {
		t.Errorf("the procedure in 2026-10 is %+v", procedure)
	}
	var seen []string
	for next := "/api/v1/indicators?edition=2026-10&kind=satisfaction&ministry=interieur&per_page=2"; next != ""; {
		var page struct {
			Items []struct {
				Procedure string
				Kind      string
			}
			Next  string
			Total int
		}
		read(t, site, strings.TrimPrefix(next, "https://observatoire.example"), &page)
		for _, item := range page.Items {
			seen = append(seen, item.Procedure+" "+item.Kind)
		}
		if next = page.Next; page.Total != 4 {
			t.Fatalf("the page is %+v", page)
		}
	}
	if got := strings.Join(seen, ", "); got != "naissance satisfaction, passeport satisfaction, permis satisfaction, plainte satisfaction" {
		t.Errorf("the pages list %s", got)
	}
}

func read(t *testing.T, site http.Handler, address string, into any) {
	t.Helper()
	if err := json.Unmarshal(ask(site, address).Body.Bytes(), into); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

// TestBulkFiles: only what a published manifest names is served, and for ever.
func TestBulkFiles(t *testing.T) {
	t.Parallel()
	site := newArchiveSite(t)
	w := ask(site, "/donnees/2026-10/indicators.csv")
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), []byte("a,b\n")) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") ||
		w.Header().Get("Content-Type") != "text/csv; charset=utf-8" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the file answers %d %v %q", w.Code, w.Header(), w.Body)
	}
	if again := ask(site, "/donnees/2026-10/indicators.csv", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("with its ETag it answers %d", again.Code)
	}
	for _, address := range []string{"/donnees/2026-10/manifest.json", "/donnees/2026-10/manifest.json.sig"} {
		if w := ask(site, address); w.Code != http.StatusOK {
			t.Errorf("%s answers %d", address, w.Code)
		}
	}
	for _, address := range []string{"/donnees/2026-10/secret.txt", "/donnees/2026-11/manifest.json", "/donnees/../beside.txt",
		"/donnees/2026-10/..%2f..%2fbeside.txt", "/donnees/%2e%2e/beside.txt", "/donnees/2026-10/"} {
		if w := ask(site, address); w.Code == http.StatusOK || strings.Contains(w.Body.String(), "no\n") {
			t.Errorf("%s answers %d", address, w.Code)
		}
	}
}

// TestEditionsOutliveTheDatabase: an edition that was read stays readable, with
// the age of what is shown; one that was not says that it cannot be read, and
// data stay data.
func TestEditionsOutliveTheDatabase(t *testing.T) {
	t.Parallel()
	m := newMemory()
	at := time.Date(2026, time.November, 21, 14, 0, 0, 0, time.UTC)
	site := archiveSiteOf(t, m, func() time.Time { return at })
	read := []string{"/editions/2026-10?lang=en", "/editions/2026-09...2026-10?lang=en", "/api/v1/procedures/impots?edition=2026-10"}
	before := map[string]string{}
	for _, address := range read {
		before[address] = ask(site, address).Body.String()
	}
	m.change(func(m *memory) { m.down = true })
	at = at.Add(5 * time.Second)
	for _, address := range read {
		w := ask(site, address)
		silent := strings.Contains(w.Body.String(), "The database has not answered since 21 November 2026")
		if w.Code != http.StatusOK || silent != strings.Contains(address, "lang") || !silent && w.Body.String() != before[address] {
			t.Errorf("%s answers %d, or without its age: %.200s", address, w.Code, w.Body)
		}
	}
	if w := ask(site, "/editions/2026-09?lang=en"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "cannot be read") {
		t.Errorf("an edition that was never read answers %d: %.200s", w.Code, w.Body)
	}
	for _, address := range []string{"/demarches/impots?lang=en", "/demarches/impots/history.csv"} {
		if w := ask(site, address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "2026-10-r2") {
			t.Errorf("the history is gone with the database: %s answers %d", address, w.Code)
		}
	}
}

// TestWhatWasMeant: an address that leads nowhere suggests what is there.
func TestWhatWasMeant(t *testing.T) {
	t.Parallel()
	site := newArchiveSite(t)
	for address, want := range map[string]string{
		"/editions/2026-12?lang=en":      `href="/editions/2026-10-r2?lang=en"`,
		"/editions/2019?lang=en":         `href="/editions/2026-09?lang=en"`,
		"/ministeres/interieure?lang=en": `href="/ministeres/interieur?lang=en"`,
		"/demarches/pasport?lang=en":     `href="/demarches/passeport?lang=en"`,
	} {
		if w := ask(site, address); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s answers %d without %s", address, w.Code, want)
		}
	}
}
