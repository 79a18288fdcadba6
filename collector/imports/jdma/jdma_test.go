package jdma_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"servicequality/collector/imports/jdma"
	"servicequality/collector/imports/sheet/sheettest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// The header of the exports of 2026, and that of the exports of 2024 with the
// questions of both questionnaires.
const (
	wording = "Date de l'avis,Nom du formulaire,Lien d'intégration,Identifiant Avis," +
		"\"De façon générale, comment ça s'est passé ?\",Qu'avez-vous pensé des informations et des instructions fournies ?," +
		"\"Durant votre parcours, avez-vous tenté d’obtenir de l’aide par l’un des moyens suivants ?\"," +
		"\"Quand vous avez cherché de l'aide, avez-vous réussi à joindre l'administration ?\"," +
		"Comment évaluez-vous la qualité de l'aide que vous avez obtenue de la part de l'administration ?," +
		"Souhaitez-vous nous en dire plus ?,Adresse mail\n"
	jdmaHeader2024 = "Review ID;Form ID;Product ID;Button ID;XWiki ID;Review Created At;De façon générale, comment ça s’est passé ? ;" +
		"Était-ce facile à utiliser ?;Le langage employé était-il facile à comprendre ?;Avez-vous rencontré des difficultés ?\n"
)

// procedures finds two procedures, one of them also by its number in JDMA.
func procedures(name string) (string, bool) {
	ids := map[string]string{"passport": "passport", "jdma:3059": "taxes", "taxes": "taxes"}
	id, ok := ids[name]
	return id, ok
}

func passport() jdma.Options {
	return jdma.Options{Procedure: "passport", Find: procedures}
}

func readJDMA(t *testing.T, file string, opts jdma.Options) (*jdma.File, []rating.Rating) {
	t.Helper()
	f, err := jdma.Read(strings.NewReader(file), "export.csv", opts)
	if err != nil {
		t.Fatal(err)
	}
	var all []rating.Rating
	for r := range f.Ratings(strings.NewReader(file)) {
		all = append(all, r)
	}
	if err := f.Err(); err != nil {
		t.Fatal(err)
	}
	return f, all
}

func withoutID() cmp.Option { return cmpopts.IgnoreFields(rating.Rating{}, "ID") }

func TestJDMA(t *testing.T) {
	opts := passport()
	opts.Today = observatory.NewDay(2026, 11, 21)
	opts.Mask = func(text string) string { return strings.ReplaceAll(text, "Jean", "[nom]") }
	f, got := readJDMA(t, "\ufeff"+wording+
		"2024-12-31 23:30:00,Form,Bouton de la page,a1b2c3d,Pas bien,2,Au guichet avec l’administration / Une personne proche,"+
		"Au guichet avec l’administration : Oui,\"Au guichet avec l’administration : Ni bonne, ni mauvaise\",\"Jean\n\n  a  attendu\",jean@example.org\n"+
		"2026-03-01 08:00:00,Form,,a1b2c3e,Très bien,,Je n'ai pas eu besoin d'aide,,,,\n"+
		"2026-03-01 08:00:01,Form,,a1b2c3f,Moyen,,,,,,\n", opts)
	want := []rating.Rating{
		{Version: 1, Procedure: "passport", Instrument: "jdma-3", ReceivedAt: time.Date(2024, 12, 31, 23, 30, 0, 0, time.UTC),
			Satisfaction: 1, Clarity: 2, Help: []rating.HelpAnswer{{Channel: "counter", Reached: 2, Quality: 3}, {Channel: "relative"}},
			Comment: "[nom]\n\na attendu", Outcome: "unknown", Channel: "online", Button: "bouton-de-la-page"},
		{Version: 1, Procedure: "passport", Instrument: "jdma-3", ReceivedAt: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
			Satisfaction: 3, Help: []rating.HelpAnswer{{Channel: "none"}}, Outcome: "unknown", Channel: "online"},
		{Version: 1, Procedure: "passport", Instrument: "jdma-3", ReceivedAt: time.Date(2026, 3, 1, 8, 0, 1, 0, time.UTC),
			Satisfaction: 2, Outcome: "unknown", Channel: "online"},
	}
	if diff := cmp.Diff(want, got, withoutID()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if day := got[0].Day().String(); day != "2025-01-01" { // in Paris the year had changed
		t.Errorf("the first rating is of %s", day)
	}
	wantReport := "ratings of export.csv: 3 rows read: 0 created, 0 updated, 0 unchanged\n" +
		"  read as an export of “Je donne mon avis”\n" +
		"  column dropped, for it holds e-mail addresses: Adresse mail"
	if diff := cmp.Diff(wantReport, strings.Join(strings.Split(f.Report().String(), "\n")[:3], "\n")); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestJDMAOf2024(t *testing.T) {
	_, got := readJDMA(t, jdmaHeader2024+
		"0x1a2b3;12;3059;4509;823;2024-02-01 00:30:00;Bien;Moyen;Très clair;Oui\n"+
		"0x1a2b4;12;3059;4509;;2024-07-01 12:00:00;Mauvais;;;\n", jdma.Options{Find: procedures})
	want := []rating.Rating{
		{Version: 1, Procedure: "taxes", Instrument: "jdma-2", ReceivedAt: time.Date(2024, 1, 31, 22, 30, 0, 0, time.UTC),
			Satisfaction: 3, Clarity: 3, Outcome: "unknown", Channel: "online", Button: "4509"},
		{Version: 1, Procedure: "taxes", Instrument: "jdma-2", ReceivedAt: time.Date(2024, 7, 1, 10, 0, 0, 0, time.UTC),
			Satisfaction: 1, Outcome: "unknown", Channel: "online", Button: "4509"},
	}
	if diff := cmp.Diff(want, got, withoutID()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJDMAReport(t *testing.T) {
	const header = "Date;Identifiant;Satisfaction;Aides;contact_tried;Quel type de retour souhaitez-vous nous faire ?;Verbatim\n"
	opts := passport()
	opts.Today = observatory.NewDay(2026, 11, 21)
	f, got := readJDMA(t, header+
		"2024-01-01;1;Bien;;Association / Je n'ai pas eu besoin d'aide;;trop vieux\n"+
		"2026-01-01;2;;;;Une suggestion;le bouton ne marche pas\n"+
		"2026-01-01;3;Bien;;;;"+strings.Repeat("é", 15_001)+"\n", opts)
	if len(got) != 2 || got[0].Comment != "" || len(got[0].Help) != 1 || len([]rune(got[1].Comment)) != 15_000 {
		t.Fatalf("ratings %+v", got)
	}
	want := "ratings of export.csv: 3 rows read: 0 created, 0 updated, 0 unchanged\n" +
		"  columns ignored: Aides\n" +
		"  read as an export of “Je donne mon avis”\n" +
		"  1 row dropped: bug reports, which rate nothing\n" +
		"  1 row with other help beside “no need of help”, which was left out\n" +
		"  1 row with a text cut after 15000 characters\n" +
		"  1 row with texts older than 24 months, which were left out"
	if diff := cmp.Diff(want, f.Report().String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if first, last := got[0].Day(), got[1].Day(); first.String() != "2024-01-01" || last.String() != "2026-01-01" || f.Len() != 2 {
		t.Errorf("%d ratings of %s to %s", f.Len(), first, last)
	}
}

func TestRefusedJDMA(t *testing.T) {
	const short = "Date;Identifiant;Satisfaction;Clarté;easy;contact_tried;contact_reached;contact_satisfaction\n"
	for _, tc := range []struct{ name, file, want string }{
		{"header alone", short, "export.csv: has a header and no row under it"},
		{"no date", short + ";1;Bien;;;;;\n", "export.csv: line 2, column Date: is empty: a rating has a date"},
		{"bad date", short + "hier;1;Bien;;;;;\n", `export.csv: line 2, column Date: "hier" is not a date like 2026-10-31 14:05:00`},
		{"date too early", short + "1970-01-01;1;Bien;;;;;\n", `export.csv: line 2, column Date: "1970-01-01" is not between 2000 and 2100`},
		{"unknown satisfaction", short + "2026-01-01;1;Bof;;;;;\n", `export.csv: line 2, column Satisfaction: "Bof" is not one of Mauvais, Moyen, Très bien`},
		{"unknown clarity", short + "2026-01-01;1;Bien;6;;;;\n",
			`export.csv: line 2, column Clarté: "6" is not one of 1, 2, 3, 4, 5, Pas clair du tout, Moyennement clair, Très clair`},
		{"unknown help", short + "2026-01-01;1;Bien;;;Pigeon;;\n", `export.csv: line 2, column contact_tried: "Pigeon" is no place of help that is known`},
		{"no pair", short + "2026-01-01;1;Bien;;;;Oui;\n", `export.csv: line 2, column contact_reached: "Oui" is not a channel and an answer with a colon between them`},
		{"not the administration", short + "2026-01-01;1;Bien;;;;Une association : Oui;\n",
			`export.csv: line 2, column contact_reached: "Une association" is no channel of the administration`},
		{"unknown quality", short + "2026-01-01;1;Bien;;;;;Par chat : Bof\n",
			`export.csv: line 2, column contact_satisfaction: " Bof" is not one of Très mauvaise, Mauvaise, Ni bonne, ni mauvaise, Bonne, Excellente`},
		{"two questionnaires", short + "2026-01-01;1;Bien;5;Bien;;;\n",
			"export.csv: line 2: answers questions of jdma-2 and of jdma-3: no known questionnaire has both"},
		{"no answer", short + "2026-01-01;1;Bien;;;;;\n2026-01-01;2;;;;;;\n",
			"export.csv: line 3: answers neither satisfaction nor clarity: no known questionnaire has such a row"},
		{"unknown number", jdmaHeader2024 + "1;1;7;1;;2024-02-01 00:30:00;Bien;;;\n",
			`export.csv: line 2, column Product ID: "jdma:7" is no procedure of the catalogue`},
		{"two answers to one question", "Date;ID;Satisfaction;Comment s'est passée cette démarche pour vous ?\n2026-01-01;1;Bien;Moyen\n",
			"export.csv: line 2, column Comment s'est passée cette démarche pour vous ?: is answered differently in another column"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			opts := passport()
			if strings.HasPrefix(tc.file, "Review ID") {
				opts.Procedure = ""
			}
			_, err := jdma.Read(strings.NewReader(tc.file), "export.csv", opts)
			if err == nil {
				t.Fatal("the file was taken")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestJDMAProcedure(t *testing.T) {
	const row = "2026-03-01 08:00:00,Form,,a1b2c3e,Très bien,,,,,,\n"
	for _, tc := range []struct{ procedure, want string }{
		{"", "export.csv: line 1: has no column that names the procedure: say which with --procedure"},
		{"moon", `export.csv: cannot belong to "moon", which is no procedure of the catalogue`},
	} {
		_, err := jdma.Read(strings.NewReader(wording+row), "export.csv", jdma.Options{Procedure: tc.procedure, Find: procedures})
		if err == nil || err.Error() != tc.want {
			t.Errorf("procedure %q: error %v, want %s", tc.procedure, err, tc.want)
		}
	}
	_, got := readJDMA(t, jdmaHeader2024+"1;1;7;1;;2024-02-01 00:30:00;Bien;;;\n", passport())
	if len(got) != 1 || got[0].Procedure != "passport" {
		t.Errorf("the procedure that was said does not win over an unknown number: %+v", got)
	}
}

func TestJDMAIDs(t *testing.T) {
	const (
		one = "2026-03-01 08:00:00,Form,,a1b2c3e,Très bien,5,,,,bien,\n"
		two = "2026-03-01 08:00:00,Form,,a1b2c3e,Très bien,5,,,,autre,\n"
	)
	ids := func(file string, opts jdma.Options) []string {
		_, all := readJDMA(t, file, opts)
		var ids []string
		for _, r := range all {
			ids = append(ids, r.ID.String())
		}
		return ids
	}
	first := ids(wording+one+two+one, passport())
	if len(first) != 3 || first[0] == first[1] || first[0] == first[2] || first[1] == first[2] {
		t.Fatalf("equal rows, or rows of one identifier, share an id: %v", first)
	}
	masked := passport()
	masked.Mask = func(string) string { return "x" }
	for _, tc := range []struct {
		name string
		got  []string
	}{
		{"read again", ids(wording+one+two+one, passport())},
		{"another masking", ids(wording+one+two+one, masked)},
		{"other columns", ids("Date;Identifiant Avis;Satisfaction;Clarté;Verbatim\n"+
			"2026-03-01T08:00:00Z;a1b2c3e;Bien;5;bien\n2026-03-01T09:00:00+01:00;a1b2c3e;Bien;5;autre\n2026-03-01T08:00:00Z;a1b2c3e;Bien;5; bien \n", passport())},
	} {
		if diff := cmp.Diff(first, tc.got); diff != "" {
			t.Errorf("%s (-first +got):\n%s", tc.name, diff)
		}
	}
	if other := ids(wording+one, jdma.Options{Procedure: "taxes", Find: procedures}); other[0] == first[0] {
		t.Error("the same row of another procedure has the same id")
	}
	// These ids are stored for ever: another derivation would import everything
	// a second time.
	want := []string{"019ca67a-ed80-7c96-9eca-f6d162879e33", "019ca67a-ed80-734d-8971-77e59286e809", "019ca67a-ed80-724d-a4b0-435d464d5bd6"}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestJDMAThatChanges(t *testing.T) {
	const row = "2026-03-01 08:00:00,Form,,a1b2c3e,Très bien,5,,,,bien,\n"
	f, err := jdma.Read(strings.NewReader(wording+row), "export.csv", passport())
	if err != nil {
		t.Fatal(err)
	}
	for _, second := range []string{wording, wording + row + row, wording + strings.Replace(row, "bien", "mal", 1), "", wording + "x\n"} {
		for range f.Ratings(strings.NewReader(second)) { //nolint:revive // read to its end
		}
		if f.Err() == nil {
			t.Errorf("a file that became %q was taken", second)
		}
	}
}

func TestIsJDMA(t *testing.T) {
	for _, tc := range []struct {
		header string
		want   bool
	}{
		{wording, true}, {jdmaHeader2024, true}, {"procedure_id,day,instrument,satisfaction,clarity,count\n", false}, {"Date,Identifiant,Montant\n", false},
	} {
		got, err := jdma.Recognise(strings.NewReader(tc.header), "export.csv")
		if err != nil || got != tc.want {
			t.Errorf("%q: %t, error %v", tc.header, got, err)
		}
	}
	if _, err := jdma.Recognise(strings.NewReader(""), "export.csv"); err == nil {
		t.Error("an empty file has a layout")
	}
}

func TestJDMAWorkbook(t *testing.T) {
	header := []any{"Date de l'avis", "Identifiant Avis", "Satisfaction", "contact_tried"}
	at := time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC)
	file := sheettest.Workbook(t, map[string]string{"A2": "yyyy-mm-dd hh:mm:ss"}, header,
		[]any{at, "a1", "Très bien", "- Au guichet\n- Par téléphone"})
	later := []any{"2026-01-01 00:00:00", "a2", "Pas bien", ""}
	both := sheettest.AddSheet(t, file, "2026", header, later)
	f, err := jdma.Read(bytes.NewReader(both), "export.xlsx", passport())
	if err != nil {
		t.Fatal(err)
	}
	var got []rating.Rating
	for r := range f.Ratings(bytes.NewReader(both)) {
		got = append(got, r)
	}
	if len(got) != 2 || !got[0].ReceivedAt.Equal(at) || len(got[0].Help) != 2 || got[1].Satisfaction != 1 {
		t.Errorf("ratings %+v", got)
	}
	broken := sheettest.AddSheet(t, bytes.NewBuffer(both), "2027", header, []any{"2027-01-01", "a3", "Bof", ""})
	_, err = jdma.Read(bytes.NewReader(broken), "export.xlsx", passport())
	if want := `export.xlsx: sheet 2027, line 2, column Satisfaction: "Bof" is not one of Mauvais, Moyen, Très bien`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	other := sheettest.AddSheet(t, bytes.NewBuffer(both), "2027", []any{"Date", "Note"}, []any{"2027-01-01", "9"})
	_, err = jdma.Read(bytes.NewReader(other), "export.xlsx", passport())
	if want := "export.xlsx: has another header on the sheet 2027 than on the sheet Sheet1: put them into files of their own, or hide the sheet that is not meant"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Whatever is taken gives as many ratings as announced, with ids of their own,
// levels in range and on the days announced.
func FuzzReadJDMA(f *testing.F) {
	for _, seed := range []string{
		wording + "2024-12-31 23:30:00,F,B,a1,Pas bien,2,Au guichet / Autre,Au guichet : Oui,Au guichet : Bonne,oui,a@b.fr\n",
		jdmaHeader2024 + "1;1;3059;1;;2024-02-01 00:30:00;Bien;Moyen;Très clair;Oui\n",
		"Date;ID;Satisfaction;Verbatim\n2026-01-01;1;Bien;x\n2026-01-01;1;Bien;x\n",
		"Date;ID;bug_kind\n2026-01-01;1;panne\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := jdma.Read(bytes.NewReader(data), "fuzz.csv", passport())
		if err != nil {
			return
		}
		seen := map[uuid.UUID]bool{}
		for r := range file.Ratings(bytes.NewReader(data)) {
			if r.Satisfaction > 3 || r.Clarity > 5 || r.Satisfaction+r.Clarity == 0 {
				t.Fatalf("rating %+v", r)
			}
			if seen[r.ID] {
				t.Fatalf("id %s is given twice", r.ID)
			}
			seen[r.ID] = true
		}
		if file.Err() != nil || uint64(len(seen)) != file.Len() {
			t.Errorf("%d ratings, announced as %d, error %v", len(seen), file.Len(), file.Err())
		}
	})
}
