package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/summary"
)

func TestMinistries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/ministeres?lang=en").Body.String()
	for _, part := range []string{
		`href="/ministeres/interieur?lang=en" lang="fr">Intérieur</a>`, "0 of 1", "All procedures", "1 of 3",
		`<option value="satisfaction" selected>Satisfaction</option>`, "this table is no ranking",
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for kind, want := range map[string]string{"clarity": "/ministeres/interieur?kind=clarity&amp;lang=en", "mobile": "/ministeres/interieur?lang=en"} {
		if body := s.get("/ministeres?lang=en&kind=" + kind).Body.String(); !strings.Contains(body, `href="`+want+`"`) {
			t.Errorf("%s: the page does not lead to %s", kind, want)
		}
	}
}

func TestMinistry(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/ministeres/interieur?lang=en&with=economie").Body.String()
	for _, part := range []string{
		"4 procedures tracked, 1 of which wholly online.", "0 of 1, 2 not measurable", "1 of 1, 0 not measurable",
		"/ministeres/interieur/satisfaction.csv?lang=en&amp;with=economie", "Demander un passeport",
		"Intérieur: one procedure, at 7.1 out of 10.",
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for path, status := range map[string]int{
		"/ministeres/interieur?with=interieur": 400, "/ministeres/interieur?kind=online": 400, "/ministeres?kind=volume": 400,
		"/ministeres/atlantis": 404, "/ministeres/interieur.pdf": 404, "/ministeres/interieur/mobile.csv": 404,
		"/ministeres/interieur/satisfaction.csv?with=atlantis": 400, "/ministeres/all": 301, "/ministeres/all/satisfaction.csv": 200,
	} {
		if w := s.get(path); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}

// The page, the CSV and the JSON of a ministry say the same, and so does the
// dot chart's table.
func TestMinistryFiles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rows, err := csv.NewReader(s.get("/ministeres.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Items []struct {
			Slug, Kind                    string
			Reached, Measured, Unmeasured int
			Share                         *json.Number
		}
	}
	if err := json.Unmarshal(s.get("/ministeres.json").Body.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(all.Items)+1 || len(all.Items) != 6*len(summary.GroupKinds()) {
		t.Fatalf("%d rows, %d items", len(rows), len(all.Items))
	}
	for i, item := range all.Items {
		share := ""
		if item.Share != nil {
			share = item.Share.String()
		}
		text, err := json.Marshal([]int{item.Reached, item.Measured, item.Unmeasured})
		if err != nil {
			t.Fatal(err)
		}
		want := item.Slug + " " + item.Kind + " " + string(text) + " " + share
		row := rows[i+1]
		if got := row[0] + " " + row[2] + " [" + strings.Join(row[3:6], ",") + "] " + row[6]; got != want {
			t.Errorf("CSV says %s, JSON %s", got, want)
		}
	}
	dots := s.get("/ministeres/all/satisfaction.csv").Body.String()
	want := "id,group,title,value,low,high,n,level,as_of,synthetic\n" +
		"passeport,Intérieur,Demander un passeport,7.083333,6.428565,7.666221,120,yellow,2026-10-31,false\n" +
		"impots,Économie,Déclarer ses revenus,8.600000,7.847758,9.131259,100,green,2026-10-31,false\n"
	lines := strings.SplitAfter(dots, "\n")
	if diff := cmp.Diff(want, lines[0]+lines[2]+lines[1]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
