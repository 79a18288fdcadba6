package edition_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

func TestPrintedNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind indicator.Kind
		cell string
		want string // "" for a cell that stays a word
	}{
		{indicator.KindSatisfaction, "7,2", "7.200000"},
		{indicator.KindSatisfaction, "10", "10.000000"},
		{indicator.KindSatisfaction, "73 %", ""},
		{indicator.KindSatisfaction, "73", ""},
		{indicator.KindSatisfaction, "À venir", ""},
		{indicator.KindSatisfaction, "-1", ""},
		{indicator.KindSatisfaction, "1e1", ""},
		{indicator.KindSatisfaction, "NaN", ""},
		{indicator.KindSatisfaction, "7,2,1", ""},
		{indicator.KindSatisfaction, "", ""},
		{indicator.KindDigitalUse, "59 %", "59.000000"},
		{indicator.KindDigitalUse, "59\u00a0%", "59.000000"},
		{indicator.KindDigitalUse, "101 %", ""},
		{indicator.KindDigitalUse, "0,59", ""},
		{indicator.KindOnline, "1", ""},
	} {
		rule, ok := indicator.FindRule(c.kind)
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
		for _, rule := range indicator.Registry() {
			got, ok := rule.PrintedNumber(cell)
			if !ok {
				continue
			}
			most := map[indicator.Unit]float64{indicator.UnitMark: 10, indicator.UnitPercent: 100}[rule.Unit]
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
		f := edition.PrintedFigure{Metric: c.metric}
		if got := f.About(&observatory.Procedure{Title: c.title}); got != c.want {
			t.Errorf("%q about %q = %t", c.metric, c.title, got)
		}
	}
}

func TestRecordedLines(t *testing.T) {
	t.Parallel()
	value := observatory.MicroOf(8)
	mark := func(series string, instruments ...string) edition.FrozenFigure {
		return edition.FrozenFigure{Kind: indicator.KindClarity, Value: &value, Series: series, Instruments: instruments}
	}
	before, after, other := mark("clarity/5", "jdma-3"), mark("clarity/5", "avis-1"), mark("clarity/3", "jdma-2")
	if !after.Comparable(before) || after.Comparable(other) || after.Comparable(edition.FrozenFigure{Series: "clarity/5"}) {
		t.Error("a line leads across series, or stops inside one")
	}
	if !after.OtherInstruments(before) || after.OtherInstruments(after) || after.OtherInstruments(edition.FrozenFigure{}) {
		t.Error("a change of questionnaire is missed, or invented")
	}
}
