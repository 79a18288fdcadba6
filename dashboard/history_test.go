package dashboard_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// printedEdition is an edition from elsewhere, kept as it was printed.
func printedEdition(m *memory) edition.Figures {
	asOf := observatory.NewDay(2026, 6, 30)
	return edition.AsPrinted("2026-07", asOf, m.list[:1], map[string][]indicator.Indicator{"impots": {
		{Kind: indicator.KindSatisfaction, State: indicator.StatePrinted, Printed: "7,2"},
		{Kind: indicator.KindDigitalUse, State: indicator.StatePrinted, Printed: "À <venir>"},
	}}, time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC))
}

func TestHistoryOnThePage(t *testing.T) {
	t.Parallel()
	site := archiveSite(t, printedEdition)
	for address, words := range map[string][]string{
		"/demarches/impots?lang=en": {
			"From edition to edition", "From 8.6 out of 10 (Good) in the edition 2026-09 to 9.4 out of 10 (Good) in the edition 2026-10-r2.",
			"1 edition gives no computed value.", "history-satisfaction.svg", "history-satisfaction.csv", "history-online.json",
			"À &lt;venir&gt;", "dashed", "Kept as printed",
		},
		"/demarches/impots?lang=fr": {"D’une édition à l’autre", "Oui (2026-09 à 2026-10-r2)"},
		// Below the minimum in every edition: states, and no chart.
		"/demarches/passeport?lang=en": {"Pending (2026-09 to 2026-10-r2)", "Without a value in any edition: ", "Printed before there were editions", "&lt;press&gt;"},
		"/demarches/aide?lang=en":      {"One edition alone mentions this procedure so far"},
	} {
		w := ask(site, address)
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d: %.300s", address, w.Code, w.Body)
		}
		for _, word := range words {
			if !strings.Contains(w.Body.String(), word) {
				t.Errorf("%s lacks %q", address, word)
			}
		}
		if body := w.Body.String(); strings.Contains(body, "%!") || strings.Contains(body, "<venir>") {
			t.Errorf("%s shows what it should not", address)
		}
	}
	none := newSite(t).get("/demarches/impots?lang=en").Body.String()
	if !strings.Contains(none, "No published edition mentions this procedure yet") {
		t.Error("without editions the page does not say so")
	}
}

// TestHistoryFiles: a corrected edition gives way to its correction, a frozen
// one is not there, and a window that ended earlier knows no later edition.
func TestHistoryFiles(t *testing.T) {
	t.Parallel()
	site := archiveSite(t, printedEdition)
	editions := func(address string) string {
		rows, err := csv.NewReader(ask(site, address).Body).ReadAll()
		if err != nil || len(rows) == 0 {
			t.Fatalf("%s: %v", address, err)
		}
		var ids []string
		for _, row := range rows[1:] {
			ids = append(ids, strings.Join(row[:4], " "))
		}
		return strings.Join(ids, "\n")
	}
	if got, want := editions("/demarches/impots/history-satisfaction.csv"),
		"2026-07 2026-06-30  \n2026-09 2026-08-31 8.600000 7.847758\n2026-10-r2 2026-09-30 9.363636 8.990424"; got != want {
		t.Errorf("the satisfaction went\n%s\nwant\n%s", got, want)
	}
	if got := editions("/demarches/impots/history-satisfaction.csv?as_of=2026-08-31"); strings.Contains(got, "2026-10") || !strings.Contains(got, "2026-09") {
		t.Errorf("up to August the satisfaction went\n%s", got)
	}
	if got := editions("/demarches/impots/history.csv"); strings.Contains(got, "2026-11") || strings.Contains(got, "2026-10 ") || !strings.Contains(got, "2026-10-r2") {
		t.Errorf("the history is\n%s", got)
	}
	var history struct {
		Items []struct {
			Edition     string
			AsPublished bool `json:"as_published"`
			edition.FrozenFigure
		}
	}
	read(t, site, "/demarches/impots/history.json", &history)
	if first := history.Items[0]; first.Edition != "2026-09" || first.Kind != indicator.KindOnline || first.Word != "yes" {
		t.Errorf("the history begins with %+v", first)
	}
	for address, want := range map[string]int{
		"/demarches/impots/history": 301, "/demarches/impots/history-satisfaction": 301, "/demarches/jdma:3059/history.csv": 301,
		"/demarches/impots/history-height.csv": 404, "/demarches/impots/history-online.svg": 404, "/demarches/impots/history.svg": 404,
		"/demarches/passeport/history-satisfaction.svg": 404, "/embed/chart/demarches/impots/history-satisfaction": 200,
		"/embed/chart/demarches/impots/history-height": 404, "/demarches/impots/history-satisfaction.json": 200,
	} {
		if w := ask(site, address); w.Code != want {
			t.Errorf("%s answers %d, want %d", address, w.Code, want)
		}
	}
}
