package intake

import (
	"strings"
	"testing"

	"servicequality/observatory"
)

// Each row of the table is whole and says what its undo takes.
func TestKinds(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		observatory.ImportCatalogue: "descriptions of 3 procedures, which go: 1 procedure from the catalogue (a), 2 procedures back to what other imports say",
		observatory.ImportButtons:   "7 buttons of 3 procedures, which go",
		observatory.ImportRatings:   "7 ratings of 3 procedures, which go",
		observatory.ImportVolumes:   "7 volumes of 3 procedures, which go",
		observatory.ImportProbes:    "7 probes of 3 procedures, which go",
		observatory.ImportPublished: "7 published figures, which go: the earlier history comes back",
	} {
		k, err := kindOf(observatory.Import{Number: 1, Kind: name})
		if err != nil {
			t.Error(err)
			continue
		}
		if k.help == "" || k.holds == "" || k.check == nil {
			t.Errorf("the row of %s lacks something", name)
		}
		if got := k.goes(observatory.Undoing{Rows: 7, Procedures: 3, Alone: []string{"a"}}); got != want {
			t.Errorf("undoing %s takes\n%s, want\n%s", name, got, want)
		}
	}
	seen := map[string]bool{}
	for _, k := range kinds() {
		if seen[k.name] {
			t.Errorf("%s is there twice", k.name)
		}
		seen[k.name] = true
	}
	for _, name := range []string{"", "forecasts", "Ratings"} {
		if _, err := kindOf(observatory.Import{Number: 4, Kind: name}); err == nil || !strings.Contains(err.Error(), "import 4") {
			t.Errorf("the kind %q gave the error %v", name, err)
		}
	}
}
