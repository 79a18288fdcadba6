package observatory_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

// testdata is the path of a file of published figures, which are not part of
// this repository.
func testdata(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("OBSERVATORY_TESTDATA")
	if folder == "" {
		t.Skip("set OBSERVATORY_TESTDATA to the folder of published figures to run this test")
	}
	return filepath.Join(folder, name)
}

// readCSV returns the rows of a file by column name.
func readCSV(t *testing.T, path string, comma rune) []map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\ufeff")))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, cell := range row {
			record[rows[0][i]] = strings.TrimSpace(cell)
		}
		records = append(records, record)
	}
	return records
}

// digits keeps the digits of a cell like "18 720 381" or "59 %".
func digits(cell string) (uint64, bool) {
	n, err := strconv.ParseUint(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cell), 10, 64)
	return n, err == nil
}

// june2019 reads the first edition of the public observatory: only what the
// summary needs, for the product's own reader is elsewhere.
func june2019(t *testing.T) *observatory.Catalogue {
	t.Helper()
	online := map[string]observatory.Online{"Oui": "yes", "Non": "no", "Déploiement partiel": "partial",
		"Expérimentation": "beta", "Non renseigné": "unknown"}
	signIn := map[string]observatory.Authentication{"Oui": "franceconnect", "Non": "none", "n/a": "not_applicable", "n/c": "unknown"}
	mobile := map[string]observatory.Mobile{"Oui": "yes", "Partiel": "partial", "Non": "no", "n/a": "not_applicable", "n/c": "unknown"}
	var procedures []observatory.Procedure
	for i, row := range readCSV(t, testdata(t, "observatoire-2019-06.csv"), ';') {
		p := observatory.Procedure{
			ID: strconv.Itoa(i), Ministry: row["Ministere politique"], Online: online[row["Statut_En_ligne"]],
			Authentication: signIn[row["FranceConnect"]], Mobile: mobile[row["Compatible_Mobile"]],
		}
		if total, ok := digits(row["Volumetrie_Totale"]); ok {
			p.VolumeTotal = &total
		}
		if share, ok := digits(row["% Recours_au_Numerique"]); ok {
			p.VolumeShare = ptr(float64(share))
		}
		procedures = append(procedures, p)
	}
	return observatory.NewCatalogue(procedures)
}

func TestJune2019(t *testing.T) {
	t.Parallel()
	s := observatory.Summarise(june2019(t), observatory.NewDay(2019, 6, 30), nil)
	if diff := cmp.Diff(observatory.OnlineCounts{Yes: 168, Partial: 10, Beta: 6, No: 72, Unknown: 1}, s.Online); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(observatory.AuthenticationCounts{FranceConnect: 65, None: 67, NotApplicable: 117, Unknown: 8}, s.Authentication); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(observatory.MobileCounts{Yes: 104, Partial: 5, No: 57, NotApplicable: 75, Unknown: 16}, s.Mobile); diff != "" {
		t.Error(diff)
	}
	nearMicro(t, "strict", s.Dematerialisation.Strict, 65.369650)
	nearMicro(t, "weighted", s.Dematerialisation.Weighted, 67.548638)
	nearMicro(t, "at least partial", s.Dematerialisation.AtLeastPartial, 71.595331)
	nearMicro(t, "of target", s.Dematerialisation.StrictOfTarget, 67.2)

	u := s.TakeUp
	got := [6]uint64{s.Procedures, u.Declared, u.Online.Procedures, u.All.Procedures, u.WithoutTotal, s.VolumeTotal}
	if want := [6]uint64{257, 144, 166, 230, 27, 1081295220}; got != want {
		t.Errorf("procedures, declared, online, all, without total, volume = %v, want %v", got, want)
	}
	nearMicro(t, "plain", u.Plain, 75.423611)
	nearMicro(t, "take-up", u.Weighted, 86.265438)
	nearMicro(t, "online low", u.Online.Low, 83.683132)
	nearMicro(t, "online high", u.Online.High, 86.676574)
	nearMicro(t, "all low", u.All.Low, 80.206623)
	nearMicro(t, "all high", u.All.High, 83.075706)
	if math.Abs(u.Rounding.Low.Float()-85.766) > 0.0005 || math.Abs(u.Rounding.High.Float()-86.588) > 0.0005 {
		t.Errorf("whole percentages allow [%s, %s], want [85.766, 86.588]", u.Rounding.Low, u.Rounding.High)
	}
	share, low, high := s.Authentication.Share(), s.Authentication.Least(), s.Authentication.Most()
	nearMicro(t, "FranceConnect", share.Micro(100), 49.242424)
	nearMicro(t, "FranceConnect at least", low.Micro(100), 46.428571)
	nearMicro(t, "FranceConnect at most", high.Micro(100), 52.142857)
	nearMicro(t, "without the largest", u.WithoutLargest, 82.152757)
	if largest, effective := u.LargestShare.Float(), u.Effective.Float(); largest < 34.705 || largest > 34.715 || effective < 6.75 || effective > 6.85 {
		t.Errorf("largest share %v, effective number %v, want 34.71 and 6.8", largest, effective)
	}
	for _, m := range s.Ministries {
		if m.Slug == "ecologie-cohesion-des-territoires" && (m.Procedures != 20 || m.Yes != 11 || m.Weighted.String() != "55.000000") {
			t.Errorf("%+v", m)
		}
	}
	if len(s.Ministries) != 13 {
		t.Errorf("%d ministries, want 13", len(s.Ministries))
	}
}

// TestWorkedExample: the counts that the methodology page is made of give the
// published numbers, and are those of the edition's file where that is at hand.
func TestWorkedExample(t *testing.T) {
	t.Parallel()
	w := observatory.June2019()
	rates, u := w.Online.Dematerialisation(), w.TakeUp()
	nearMicro(t, "strict", rates.Strict, 65.369650)
	nearMicro(t, "weighted", rates.Weighted, 67.548638)
	nearMicro(t, "take-up", u.Weighted, 86.265438)
	nearMicro(t, "without the largest", u.WithoutLargest, 82.152757)
	nearMicro(t, "online low", u.Online.Low, 83.683132)
	nearMicro(t, "online high", u.Online.High, 86.676574)
	nearMicro(t, "all low", u.All.Low, 80.206623)
	nearMicro(t, "all high", u.All.High, 83.075706)

	s := observatory.Summarise(june2019(t), observatory.NewDay(2019, 6, 30), nil)
	if diff := cmp.Diff(s.Online, w.Online); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(s.Authentication, w.Authentication); diff != "" {
		t.Error(diff)
	}
	full := s.TakeUp
	full.Plain, full.Effective, full.Rounding, full.WithoutTotal = nil, nil, observatory.TakeUpBounds{}, 0
	if diff := cmp.Diff(full, u); diff != "" {
		t.Error(diff)
	}
}

func TestUnansweredBounds(t *testing.T) {
	t.Parallel()
	tax := observatory.Counts{24892, 64774, 181799}
	low, high := observatory.UnansweredBounds(tax, 24_200_000)
	nearMicro(t, "low", low, 0.088507)
	nearMicro(t, "high", high, 9.976331)
	if low, high = observatory.UnansweredBounds(tax, 1000); low != nil || high != nil {
		t.Errorf("more answers than transactions: %v to %v", low, high)
	}
	if low, high = observatory.UnansweredBounds(observatory.Counts{0, 0, 0}, 1000); low != nil || high != nil {
		t.Errorf("nobody answered: %v to %v", low, high)
	}
	low, high = observatory.UnansweredBounds(observatory.Counts{0, 0, 10}, 10)
	nearMicro(t, "everybody answered, low", low, 10)
	nearMicro(t, "everybody answered, high", high, 10)
}

func TestMarksOf2022To2024(t *testing.T) {
	t.Parallel()
	rule, _ := observatory.FindRule(observatory.KindSatisfaction)
	for _, row := range readCSV(t, testdata(t, "marks-2022-2024.csv"), ',') {
		counts := observatory.Counts{0, 0, 0}
		for j, code := range observatory.SatisfactionCodes() {
			counts[j], _ = digits(row["satisfaction_"+code])
		}
		if got := counts.Mean().Micro(10).String(); got != row["satisfaction_mark"] {
			t.Errorf("%s: mark %s, want %s", row["title"], got, row["satisfaction_mark"])
		}
		if got := rule.Level(counts.Mean()); string(got) != row["satisfaction_level"] {
			t.Errorf("%s: level %s, want %s", row["title"], got, row["satisfaction_level"])
		}
	}
}
