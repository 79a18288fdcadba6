package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
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
		{"marks from the best, missing last", "sort=satisfaction&ministry=interieur", "passeport naissance plainte permis"},
		{"marks from the worst, missing last", "sort=satisfaction&order=asc&per_page=4", "hostile passeport impots formule"},
		{"answers from the most", "sort=n&per_page=4", "hostile passeport impots bourse"},
		{"by administration", "administration=direction-education", "aide bourse"},
		{"by level of a word", "mobile=green", "impots"},
		{"without a level", "alternative=none&ministry=education", "aide bourse"},
		{"essential", "essential=yes", "impots"},
		{"audiences are apart", "audience=entreprises", "impots"},
		{"by domain", "domain=impots", "impots"},
		{"words from the best", "sort=mobile&per_page=1", "impots"},
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

func TestListOfOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for lang, want := range map[string]string{"fr": "Télécharger la démarche trouvée\u00a0:", "en": "Download the procedure found:"} {
		body := s.get("/demarches?q=passeport&lang=" + lang).Body.String()
		if !strings.Contains(body, want) || strings.Contains(body, "%!") {
			t.Errorf("the page does not say %q as it should", want)
		}
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

func TestListRefusesInTheLanguageOfThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for lang, want := range map[string]string{
		"fr": `<code>clarity</code> <span lang="fr">doit valoir l’un de\u00a0: green, yellow, red, none</span>`,
		"en": `<code>clarity</code> <span lang="en">must be one of green, yellow, red, none</span>`,
	} {
		want = strings.ReplaceAll(want, `\u00a0`, "\u00a0")
		w := s.get("/demarches?clarity=blue&columns=nothing&ministry=atlantis&per_page=-1&lang=" + lang)
		if w.Code != 400 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: the page in %s lacks %q", w.Code, lang, want)
		}
		for _, field := range []string{"columns", "ministry", "per_page"} {
			if !strings.Contains(w.Body.String(), "<code>"+field+"</code>") {
				t.Errorf("the page in %s does not name %s", lang, field)
			}
		}
	}
	if w := s.get("/demarches.csv?layout=other"); w.Code != 400 || !strings.Contains(w.Body.String(), `"field":"layout"`) {
		t.Errorf("an unknown layout: %d %s", w.Code, w.Body)
	}
}

func TestListBeyondItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/demarches?page=1000000&lang=en&ministry=interieur").Body.String()
	if !strings.Contains(body, "4 procedures found") || !strings.Contains(body, `href="/demarches?lang=en&amp;ministry=interieur"`) {
		t.Error("a page after the last does not lead back")
	}
}

func TestListShowsTheFiltersThatAreSet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body := s.get("/demarches?ministry=interieur&mobile=none&q=p&lang=en&sort=n").Body.String()
	for _, part := range []string{
		`<option value="interieur" selected lang="fr">Intérieur</option>`, `<option value="none" selected>No published level</option>`,
		`href="/demarches?lang=en&amp;ministry=interieur&amp;q=p&amp;sort=n"`, // without the level
		"<summary>Level of the other indicators (1)</summary>",
	} {
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

func TestListFilesHoldTheColumnsChosen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	query := "?columns=essential,mobile&columns=n&ministry=economie"
	csv := s.get("/demarches.csv" + query).Body.String()
	want := "id,title,satisfaction_n,mobile_state,mobile,mobile_level,essential,as_of,synthetic\n" +
		"impots,Déclarer ses revenus,100,published,yes,green,yes,2026-10-31,false\n"
	if diff := cmp.Diff(want, csv); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	body := s.get("/demarches" + query + "&lang=en").Body.String()
	if strings.Count(body, `<th scope="col"`) != 4 || !strings.Contains(body, `<span class="badge green">Yes</span>`) {
		t.Error("the page shows other columns than those chosen")
	}
	if !strings.Contains(body, `/demarches.xlsx?columns=essential%2Cmobile%2Cn&amp;lang=en&amp;ministry=economie`) {
		t.Error("the page does not lead to the file of what it shows")
	}
}

func TestListWorkbook(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.get("/demarches.xlsx?q=e")
	file, err := excelize.OpenReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := file.GetRows("demarches")
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(s.get("/demarches.csv?q=e").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(table) {
		t.Fatalf("%d rows, the CSV file has %d", len(got), len(table))
	}
	for i, row := range table {
		for j, cell := range row {
			if j >= len(got[i]) {
				got[i] = append(got[i], "")
			}
			x, errX := strconv.ParseFloat(cell, 64)
			y, errY := strconv.ParseFloat(got[i][j], 64)
			if numbers := errX == nil && errY == nil && x == y; !numbers && got[i][j] != strings.TrimPrefix(cell, "'") {
				t.Errorf("row %d, %s: %q, the CSV file has %q", i, table[0][j], got[i][j], cell)
			}
		}
	}
	for i := range got {
		if formula, _ := file.GetCellFormula("demarches", "B"+strconv.Itoa(i+1)); formula != "" {
			t.Errorf("row %d holds the formula %s", i, formula)
		}
	}
}

func TestListInThePublicLayout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lines := strings.Split(s.get("/demarches.csv?layout=observatoire&q=revenus").Body.String(), "\n")
	if lines[0] != "Nom_Demarche,ID_Demarche" || lines[1] != "Déclarer ses revenus,impots" {
		t.Errorf("%q", lines)
	}
}
