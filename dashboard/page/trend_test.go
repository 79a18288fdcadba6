package page

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/web/locale"
)

func TestTrendInWords(t *testing.T) {
	t.Parallel()
	locales := readTestLocales(t)
	changed := func(kind indicator.Kind, c indicator.Change) func(code string) Figure {
		return func(code string) Figure {
			return NewFigure(locales[code], indicator.Indicator{Kind: kind, Change: &c})
		}
	}
	drop := observatory.Micro(380_001)
	for _, test := range []struct {
		name            string
		figure          func(code string) Figure
		french, english string
		mark            string
	}{
		{"down", changed(indicator.KindSatisfaction, indicator.Change{Difference: -420_000, Low: -590_000, High: -210_000, Arrow: indicator.ArrowDown}),
			"0,4 point de moins qu’un an plus tôt (−0,6 à −0,2)", "0.4 points lower than a year before (−0.6 to −0.2)", "▼"},
		{"up by percent", changed(indicator.KindHelpReachable, indicator.Change{Difference: 2_450_000, Low: 10_000, High: 4_910_000, Arrow: indicator.ArrowUp}),
			"2,5 points de pourcentage de plus qu’un an plus tôt (0,0 à +5,0)", "2.5 percentage points higher than a year before (0.0 to +5.0)", "▲"},
		{"nothing can be told", changed(indicator.KindSatisfaction, indicator.Change{Arrow: indicator.ArrowNone, Reason: indicator.ReasonNotSignificant, SmallestVisibleDrop: &drop}),
			"Aucune évolution sur un an ne peut être affirmée ; une baisse de 0,4 point aurait été vue.",
			"No change within a year can be told; a drop of 0.4 points would have been seen.", ""},
		{"nothing would be seen", changed(indicator.KindSatisfaction, indicator.Change{Arrow: indicator.ArrowNone, Reason: indicator.ReasonNotSignificant}),
			"Aucune évolution sur un an ne peut être affirmée.", "No change within a year can be told.", ""},
		{"too small", changed(indicator.KindSatisfaction, indicator.Change{Arrow: indicator.ArrowNone, Reason: indicator.ReasonTooSmall}),
			"Évolution sur un an sans portée pratique.", "A change within a year too small to matter.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			fr, en := test.figure(locale.French), test.figure(locale.English)
			if fr.Trend() != test.french || en.Trend() != test.english {
				t.Errorf("%q and %q, want %q and %q", fr.Trend(), en.Trend(), test.french, test.english)
			}
			if a := fr.Arrow(); (a == nil) != (test.mark == "") || a != nil && (a.Mark != test.mark || a.Text != test.french) {
				t.Errorf("arrow %+v, want %q", a, test.mark)
			}
		})
	}
	if f := NewFigure(locales[locale.French], indicator.Indicator{Kind: indicator.KindSatisfaction}); f.Trend() != "" || f.Arrow() != nil || f.Place() != "" {
		t.Errorf("nothing to compare is %q, %v, %q", f.Trend(), f.Arrow(), f.Place())
	}
}

func TestEveryReasonAndGroupHasWords(t *testing.T) {
	t.Parallel()
	for code, l := range readTestLocales(t) {
		keys := []string{"group.other", "group.unknown", "group.outcome." + indicator.CellWentToTheEnd, "response." + string(indicator.StateInconsistent)}
		for _, reason := range []string{indicator.ReasonNotSignificant, indicator.ReasonTooSmall, indicator.ReasonCollectionBreak} {
			keys = append(keys, "change."+reason)
		}
		for _, dimension := range indicator.Dimensions() {
			keys = append(keys, "dimension."+string(dimension))
		}
		for _, source := range rating.Sources() {
			keys = append(keys, "group.source."+source)
		}
		for _, outcome := range []string{rating.OutcomeNotEligible, rating.OutcomeGaveUp, rating.OutcomeError} {
			keys = append(keys, "group.outcome."+outcome)
		}
		for _, unit := range []indicator.Unit{indicator.UnitMark, indicator.UnitPercent} {
			keys = append(keys, "points."+string(unit)+".one", "points."+string(unit)+".other")
		}
		for _, key := range keys {
			if !l.Has(key) {
				t.Errorf("%s: no message %s", code, key)
			}
		}
	}
}

func TestDifferencesBetweenRespondents(t *testing.T) {
	t.Parallel()
	micro := func(x float64) *observatory.Micro { m := observatory.MicroOf(x); return &m }
	f := NewFigure(readTestLocales(t)[locale.English], indicator.Indicator{Kind: indicator.KindSatisfaction, Breakdowns: map[indicator.Dimension][]indicator.Cell{
		indicator.DimensionLang: {
			{Key: "fr", N: 1900, Value: micro(8.64), Low: micro(8.51), High: micro(8.72)},
			{Key: indicator.CellOther, N: 31, Pooled: []string{"es", indicator.CellUnknown}},
		},
		indicator.DimensionHelp: {{Key: "alone", N: 40}, {Key: "helped", N: 30}},
	}})
	all := f.Differences()
	if len(all) != 2 || all[0].Name != "By help" || all[1].Name != "By language" {
		t.Fatalf("%+v", all)
	}
	if got, want := all[1].Rows[0], (differenceRow{"French", "8.6 out of 10", "8.5–8.8", "1,900"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := all[1].Rows[1], (differenceRow{"Others (Spanish, Not said)", "–", "–", "31"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
