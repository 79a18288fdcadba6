package imports_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

const publishedHeader = "edition,figure_date,metric,value,unit,numerator,denominator,source\n"

func TestReadPublished(t *testing.T) {
	t.Parallel()
	file, err := imports.ReadPublished(strings.NewReader(publishedHeader+
		"2019-06 (1st),2019-05,taux de dématérialisation,67,%,,,https://example.org/\n"+
		"2020-07 (5th),2020-08,with support,<30,procedures,,243,\n"+
		"2022,2022,online,83,%,,,\n"), "history.csv")
	if err != nil {
		t.Fatal(err)
	}
	got := file.Figures()
	want := []edition.PrintedFigure{
		{Edition: "2019-06 (1st)", Date: "2019-05", Metric: "taux de dématérialisation", Value: "67", Unit: "%", Source: "https://example.org/"},
		{Edition: "2020-07 (5th)", Date: "2020-08", Metric: "with support", Value: "<30", Unit: "procedures", Denominator: "243"},
		{Edition: "2022", Date: "2022", Metric: "online", Value: "83", Unit: "%"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, day := range []string{"2019-05-31", "2020-08-31", "2022-12-31"} {
		if got[i].Day().String() != day {
			t.Errorf("%s means %s, want %s", got[i].Date, got[i].Day(), day)
		}
	}
	if _, ok := got[1].Number(); ok || !got[0].Dematerialised() || got[1].Dematerialised() {
		t.Error("<30 is a number, or the wrong figures are rates")
	}
	for name, test := range map[string]struct{ text, words string }{
		"a column missing": {"edition,metric\n", "no column figure_date"},
		"no row":           {publishedHeader, "no row"},
		"a column twice":   {strings.TrimSuffix(publishedHeader, "\n") + ",value\n", "column value: stands there twice"},
		"a value missing":  {publishedHeader + "a,2020,m,,,,,\n", "line 2, column value"},
		"no date":          {publishedHeader + "a,soon,m,1,,,,\n", "line 2, column figure_date"},
	} {
		if _, err := imports.ReadPublished(strings.NewReader(test.text), "history.csv"); err == nil || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestReadPublishedHistory(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("OBSERVATORY_TESTDATA")
	if folder == "" {
		t.Skip("OBSERVATORY_TESTDATA names no folder of reference data")
	}
	content, err := os.ReadFile(folder + "/published-figures.csv")
	if err != nil {
		t.Fatal(err)
	}
	file, err := imports.ReadPublished(bytes.NewReader(content), "published-figures.csv")
	if err != nil {
		t.Fatal(err)
	}
	history := file.Figures()
	if len(history) != 54 {
		t.Fatalf("%d figures", len(history))
	}
	var rates []string
	for _, f := range history {
		if f.Dematerialised() {
			rates = append(rates, f.Date+" "+f.Value)
		}
	}
	want := "2019-05 67, 2019-11-17 69, 2020-05-15 72, 2020-10 73, 2021-09-06 85, 2022 83, 2022-10-14 84"
	if got := strings.Join(rates, ", "); got != want {
		t.Errorf("the rates are %s, want %s", got, want)
	}
}

func FuzzReadPublished(f *testing.F) {
	f.Add([]byte(publishedHeader + "a,2020,m,1,,,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := imports.ReadPublished(bytes.NewReader(data), "fuzz.csv")
		if err != nil {
			return
		}
		for _, figure := range file.Figures() {
			if figure.Day() == 0 || figure.Value == "" {
				t.Errorf("%+v was taken", figure)
			}
		}
	})
}

func TestPrinted(t *testing.T) {
	t.Parallel()
	file, err := imports.ReadCatalogue(strings.NewReader("Nom_Demarche;ID_Demarche;Statut_En_ligne;Note_Satisfaction;% Recours_au_Numerique\n"+
		"Vote;1223;Déploiement partiel;7,9;51 %\nAutre;2;Oui;À venir;\n"), "2019.csv")
	if err != nil {
		t.Fatal(err)
	}
	procedures, figures, err := file.Printed()
	if err != nil || len(procedures) != 2 {
		t.Fatalf("%d procedures, %v", len(procedures), err)
	}
	var got []string
	for _, i := range figures["1223"] {
		if i.State != indicator.StatePrinted || i.Value != nil || i.Level != "" {
			t.Errorf("the figure is %+v", i)
		}
		got = append(got, string(i.Kind)+"="+i.Printed)
	}
	if text := strings.Join(got, " "); text != "online=Déploiement partiel satisfaction=7,9 digital_use=51 %" {
		t.Errorf("the figures are %s", text)
	}
	own, err := imports.ReadCatalogue(strings.NewReader("id,title\na,A\n"), "own.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := own.Printed(); err == nil {
		t.Error("our own columns have no printed figures")
	}
}
