package imports_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

// testdata opens a file of published data that is not part of the project.
func testdata(t *testing.T, name string) []byte {
	t.Helper()
	folder := os.Getenv("OBSERVATORY_TESTDATA")
	if folder == "" {
		t.Skip("OBSERVATORY_TESTDATA names no folder of published data")
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// firstEdition reads the observatory's edition of June 2019.
func firstEdition(t *testing.T) (*imports.CatalogueFile, imports.Changes) {
	t.Helper()
	const name = "observatoire-2019-06.csv"
	f, err := imports.ReadCatalogue(bytes.NewReader(testdata(t, name)), name)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	return f, changes
}

func tally[W ~string](procedures []observatory.Procedure, of func(observatory.Procedure) W) map[string]int {
	n := map[string]int{}
	for _, p := range procedures {
		n[string(of(p))]++
	}
	return n
}

func TestFirstEdition(t *testing.T) {
	f, changes := firstEdition(t)
	var expected struct {
		Procedures    int
		Support       map[string]int
		TotalVolume   uint64  `json:"total_volume"`
		Declared      int     `json:"takeup_declared"`
		PlainMean     float64 `json:"takeup_plain_mean"`
		WeightedMean  float64 `json:"takeup_volume_weighted"`
		Ministries    map[string]struct{ N, Yes int }
		Status        map[string]int
		FranceConnect map[string]int
		Mobile        map[string]int
	}
	if err := json.Unmarshal(testdata(t, "observatoire-2019-06.expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	got := changes.Created
	if len(got) != 257 || len(got) != expected.Procedures {
		t.Fatalf("%d procedures, want 257 and %d", len(got), expected.Procedures)
	}

	for _, tc := range []struct {
		name string
		got  map[string]int
		want map[string]int
	}{
		{"online", tally(got, func(p observatory.Procedure) observatory.Online { return p.Online }), map[string]int{
			"yes": 168, "no": 72, "partial": expected.Status["Déploiement partiel"], "beta": expected.Status["Expérimentation"],
			"unknown": expected.Status["Non renseigné"]}},
		{"authentication", tally(got, func(p observatory.Procedure) observatory.Authentication { return p.Authentication }), map[string]int{
			"franceconnect": 65, "none": 67, "not_applicable": 117, "unknown": expected.FranceConnect["n/c"]}},
		{"mobile", tally(got, func(p observatory.Procedure) observatory.Mobile { return p.Mobile }), map[string]int{
			"yes": 104, "partial": 5, "no": 57, "not_applicable": 75, "unknown": expected.Mobile["n/c"]}},
		{"support as published", tally(got, func(p observatory.Procedure) string { return p.Published.Support }), expected.Support},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}

	var total uint64
	var declared int
	var shares, weighted, weights float64
	ministries := map[string]struct{ N, Yes int }{}
	for _, p := range got {
		if p.VolumeTotal != nil {
			total += *p.VolumeTotal
		}
		if p.VolumeShare != nil {
			declared++
			shares += *p.VolumeShare
			weighted += *p.VolumeShare * float64(*p.VolumeTotal)
			weights += float64(*p.VolumeTotal)
		}
		m := ministries[p.Ministry]
		m.N++
		if p.Online == observatory.OnlineYes {
			m.Yes++
		}
		ministries[p.Ministry] = m
	}
	if total != 1081295220 || total != expected.TotalVolume {
		t.Errorf("total volume %d, want 1081295220", total)
	}
	if declared != 144 || declared != expected.Declared {
		t.Errorf("%d procedures declare total and share, want 144", declared)
	}
	if plain := shares / float64(declared); math.Abs(plain-expected.PlainMean) > 5e-5 {
		t.Errorf("plain mean of the shares %f, want %f", plain, expected.PlainMean)
	}
	if mean := weighted / weights; math.Abs(mean-expected.WeightedMean) > 5e-5 {
		t.Errorf("weighted mean of the shares %f, want %f", mean, expected.WeightedMean)
	}
	if diff := cmp.Diff(expected.Ministries, ministries); diff != "" {
		t.Errorf("ministries (-want +got):\n%s", diff)
	}
	if report := f.Report(changes).String(); !strings.HasPrefix(report,
		"catalogue of observatoire-2019-06.csv: 257 rows read: 257 created, 0 updated, 0 unchanged\n") {
		t.Errorf("report:\n%s", report)
	}
}

func TestFirstEditionKeepsWhatWasPrinted(t *testing.T) {
	_, changes := firstEdition(t)
	catalogue := observatory.NewCatalogue(changes.Created)
	total := uint64(18720381)
	share := 59.0
	for _, tc := range []struct {
		find string
		want observatory.Procedure
	}{
		{"xwiki:840", observatory.Procedure{
			ID: "840", Title: "Paiement amendes (Amendes)", Ministry: "Economie Finances",
			Administration: "Direction générale des finances publiques", Online: observatory.OnlineYes,
			VolumeTotal: &total, VolumeShare: &share, Authentication: observatory.AuthenticationNotApplicable,
			Mobile: observatory.MobileYes, Aliases: []string{"xwiki:840"},
			Published: observatory.PrintedFigures{Satisfaction: "À venir", Reviews: "4", Support: "Non", Availability: "6"},
		}},
	} {
		got, ok := catalogue.Find(tc.find)
		if !ok {
			t.Fatalf("%s is not in the catalogue", tc.find)
		}
		if diff := cmp.Diff(tc.want, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.find, diff)
		}
	}
	for id, title := range map[string]string{
		"1890": "@CTES\u00a0: transmission par voie électronique des actes soumis au contrôle budgétaire",
		"1826": "Consultation du livret scolaire (école)",
	} {
		if got, _ := catalogue.Find(id); got.Title != title {
			t.Errorf("title of %s is %q, want %q", id, got.Title, title)
		}
	}
}

func TestFirstEditionTwiceChangesNothing(t *testing.T) {
	f, first := firstEdition(t)
	again, err := f.Apply(observatory.NewCatalogue(first.Created))
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Created) != 0 || len(again.Updated) != 0 || len(again.Unchanged) != 257 {
		t.Errorf("second import: %d created, %d updated, %d unchanged", len(again.Created), len(again.Updated), len(again.Unchanged))
	}
}

// The columns that the public observatory's files have had since 2023.
func TestLaterEdition(t *testing.T) {
	const file = "Nom_Demarche,ID_Demarche,Perimetre_ministeriel (AC/SG),Ministere_politique,Ref_Administration,Statut_En_ligne," +
		"Categories_Usagers,Volumetrie_Totale,Volumetrie_En_Ligne,% Recours_au_Numerique,Note_Satisfaction,Prise_en_compte_Handicap," +
		"Taux_Audit_RGAA,\"Date_Publication_Declaration (rouge : périmée ; orange : bientôt périmée)\",Note_Clarte_Langage," +
		"Niveau_Autonomie,Aide_Joignable,Aide_Efficace,FranceConnect,Score_DLNUF,Taux_Dispo,Tps_Moy_Chargement,URL_Demarche\r\n" +
		"Déclarer ses revenus,3059,DGFiP,Économie,DGFiP,En cours de déploiement local,Particulier,40 000 000,30 000 000,75 %," +
		"\"7,9\",Partiel,\"76,5 %\",08/04/2022 (périmée),8.1,90 %,n/a,n/a,FranceConnect +,2,\"99,98 %\",310,https://www.impots.gouv.fr/\r\n"
	f, err := imports.ReadCatalogue(strings.NewReader(file), "later.csv")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	total, online, rate, asked := uint64(40_000_000), uint64(30_000_000), 76.5, uint32(2)
	want := []observatory.Procedure{{
		ID: "3059", Title: "Déclarer ses revenus", Ministry: "Économie", Administration: "DGFiP", Audience: "Particulier",
		URL: "https://www.impots.gouv.fr/", Online: observatory.OnlineLocalRollout, VolumeTotal: &total, VolumeOnline: &online,
		Authentication: observatory.FranceConnectPlus, AccessibilityRate: &rate, AccessibilityDeclaredOn: observatory.NewDay(2022, 4, 8),
		TellUsOnce: &asked, Mobile: observatory.MobileUnknown,
		Published: observatory.PrintedFigures{Satisfaction: "7,9", Availability: "99,98 %"},
	}}
	if diff := cmp.Diff(want, changes.Created); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantIgnored := []string{"Perimetre_ministeriel (AC/SG)", "Prise_en_compte_Handicap", "Note_Clarte_Langage",
		"Niveau_Autonomie", "Aide_Joignable", "Aide_Efficace", "Tps_Moy_Chargement"}
	if diff := cmp.Diff(wantIgnored, f.Report(changes).Ignored); diff != "" {
		t.Errorf("ignored columns (-want +got):\n%s", diff)
	}
}
