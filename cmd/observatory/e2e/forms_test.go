package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// compareForms holds the whole list of the demonstration, with every indicator,
// against itself: what the page shows, the CSV, the JSON and the API are the
// same numbers and states, cell by cell.
func compareForms(t *testing.T, b *browser, in *instance) {
	kinds := []string{
		"satisfaction", "clarity", "help_reachable", "help_quality", "autonomy", "accessibility", "tell_us_once", "digital_use",
		"authentication", "mobile", "human_help", "alternative",
	}
	query := "?per_page=500&sort=title&columns=" + strings.Join(kinds, ",")
	w, _ := b.open(t, view{"en", "light", 1280, scriptOn}, in.public+"/demarches"+query)
	rows := eval[[][]string](w, `[...document.querySelectorAll('table.procedures tbody tr')].map((row) =>
		[...row.cells].map((cell) => (cell.querySelector('strong, .badge') ?? cell).textContent.trim()))`)
	heads := eval[[]string](w, `[...document.querySelectorAll('table.procedures thead th')].map((head) => head.textContent.trim())`)
	table, err := csv.NewReader(strings.NewReader(string(ask(t, in, "/demarches.csv"+query)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type list struct {
		Items []struct {
			ID         string
			Indicators []struct {
				Kind, State, Word, Level string
				Value                    *json.Number
			}
		}
	}
	var file, api list
	for address, into := range map[string]*list{"/demarches.json": &file, "/api/v1/procedures": &api} {
		if err := json.Unmarshal(ask(t, in, address+query), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows) < 50 || len(heads) != 1+len(kinds) || len(table) != len(rows)+1 || len(file.Items) != len(rows) || len(api.Items) != len(rows) {
		t.Fatalf("%d rows of %d columns, %d lines, %d and %d items", len(rows), len(heads), len(table), len(file.Items), len(api.Items))
	}
	seen := map[string]bool{}
	for i, item := range file.Items {
		line := table[i+1]
		if line[0] != item.ID || api.Items[i].ID != item.ID || fmt.Sprint(item) == "" {
			t.Fatalf("row %d: the CSV has %s, the JSON %s, the API %s", i, line[0], item.ID, api.Items[i].ID)
		}
		for k, figure := range item.Indicators {
			at := slices.Index(kinds, figure.Kind)
			if at < 0 {
				continue // the status of being online, which has no figure
			}
			value := figure.Word
			if figure.Value != nil {
				value = figure.Value.String()
			}
			cell := func(name string) string { return line[slices.Index(table[0], name)] }
			if cell(figure.Kind) != value || cell(figure.Kind+"_state") != figure.State || cell(figure.Kind+"_level") != figure.Level {
				t.Errorf("%s, %s: the CSV says %s %s %s, the JSON %s %s %s", item.ID, figure.Kind, cell(figure.Kind),
					cell(figure.Kind+"_state"), cell(figure.Kind+"_level"), value, figure.State, figure.Level)
			}
			if other := api.Items[i].Indicators[k]; other.State != figure.State || fmt.Sprint(other.Value) != fmt.Sprint(figure.Value) && *other.Value != *figure.Value {
				t.Errorf("%s, %s: the API differs from the file", item.ID, figure.Kind)
			}
			seen[figure.State] = true
			if shown := rows[i][1+at]; figure.Value != nil && !rounds(shown, value) || figure.Value == nil && (shown == "" || shown[0] >= '0' && shown[0] <= '9' && figure.Word == "") {
				t.Errorf("%s, %s: the page shows %q, the JSON says %q %s", item.ID, figure.Kind, shown, value, figure.State)
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("the demonstration has the states %v alone", seen)
	}
}

// rounds says whether the page's number is the exact one with fewer digits.
func rounds(shown, exact string) bool {
	x, errX := strconv.ParseFloat(strings.TrimSuffix(shown, "%"), 64)
	y, errY := strconv.ParseFloat(exact, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= 0.05+1e-9
}
