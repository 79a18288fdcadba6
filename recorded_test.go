package observatory_test

import (
	"testing"

	"observatory"
)

func TestPrintedNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind observatory.Kind
		cell string
		want string // "" for a cell that stays a word
	}{
		{observatory.KindSatisfaction, "7,2", "7.200000"},
		{observatory.KindSatisfaction, "10", "10.000000"},
		{observatory.KindSatisfaction, "73 %", ""},
		{observatory.KindSatisfaction, "73", ""},
		{observatory.KindSatisfaction, "À venir", ""},
		{observatory.KindSatisfaction, "-1", ""},
		{observatory.KindSatisfaction, "1e1", ""},
		{observatory.KindSatisfaction, "NaN", ""},
		{observatory.KindSatisfaction, "7,2,1", ""},
		{observatory.KindSatisfaction, "", ""},
		{observatory.KindDigitalUse, "59 %", "59.000000"},
		{observatory.KindDigitalUse, "59\u00a0%", "59.000000"},
		{observatory.KindDigitalUse, "101 %", ""},
		{observatory.KindDigitalUse, "0,59", ""},
		{observatory.KindOnline, "1", ""},
	} {
		rule, ok := observatory.FindRule(c.kind)
		if !ok {
			t.Fatalf("no rule for %s", c.kind)
		}
		got, ok := rule.PrintedNumber(c.cell)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("%s %q is read as %s, %t, want %q", c.kind, c.cell, got, ok, c.want)
		}
	}
}

// FuzzPrintedNumber: whatever a file printed, a number that is read lies on the
// scale of its unit.
func FuzzPrintedNumber(f *testing.F) {
	for _, cell := range []string{"7,2", "59 %", "n/a", "1.", ".", "%", "1e9", "9999999999999"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for _, rule := range observatory.Registry() {
			got, ok := rule.PrintedNumber(cell)
			if !ok {
				continue
			}
			most := map[observatory.Unit]float64{observatory.UnitMark: 10, observatory.UnitPercent: 100}[rule.Unit]
			if got < 0 || most > 0 && got.Float() > most {
				t.Errorf("%s %q is read as %s", rule.Kind, cell, got)
			}
		}
	})
}

func TestPublishedFigureAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		title, metric string
		want          bool
	}{
		{"Déclaration impôt sur le revenu", "best satisfaction: déclaration impôt sur le revenu", true},
		{"Déclaration  Impôt sur le Revenu", "Déclaration impôt sur le revenu : avis", true},
		{"Déclaration impôt sur le revenu", "déclaration impôt sur le revenus", false},
		{"Amendes", "amendes: volume", false},
		{"", "anything", false},
	} {
		f := observatory.PublishedFigure{Metric: c.metric}
		if got := f.About(&observatory.Procedure{Title: c.title}); got != c.want {
			t.Errorf("%q about %q = %t", c.metric, c.title, got)
		}
	}
}

func TestRecordedLines(t *testing.T) {
	t.Parallel()
	value := observatory.MicroOf(8)
	mark := func(series string, instruments ...string) observatory.Recorded {
		return observatory.Recorded{Kind: observatory.KindClarity, Value: &value, Series: series, Instruments: instruments}
	}
	before, after, other := mark("clarity/5", "jdma-3"), mark("clarity/5", "avis-1"), mark("clarity/3", "jdma-2")
	if !after.Comparable(before) || after.Comparable(other) || after.Comparable(observatory.Recorded{Series: "clarity/5"}) {
		t.Error("a line leads across series, or stops inside one")
	}
	if !after.OtherInstruments(before) || after.OtherInstruments(after) || after.OtherInstruments(observatory.Recorded{}) {
		t.Error("a change of questionnaire is missed, or invented")
	}
}
