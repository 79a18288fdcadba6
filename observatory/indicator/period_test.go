package indicator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// yearOf is the evidence of a procedure that got these answers on the first
// day of the window's last month.
func yearOf(w observatory.Window, counts ...uint64) indicator.Evidence {
	s := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, counts...)
	return indicator.Evidence{
		Tallies: []rating.Tally{{Day: w.AsOf().FirstOfMonth(), Slices: []rating.Slice{s}}},
		First:   w.Start - 800, Last: w.AsOf(),
	}
}

// along gives the evidence the same answers by the value of a dimension.
func along(e indicator.Evidence, dimension, value string) indicator.Evidence {
	s := e.Tallies[0].Slices[0]
	s.Dimension, s.Value = dimension, value
	e.Tallies[0].Slices = append(e.Tallies[0].Slices, s)
	return e
}

func satisfactionOf(t *testing.T, figures []indicator.Indicator) indicator.Indicator {
	t.Helper()
	for _, f := range figures {
		if f.Kind == indicator.KindSatisfaction {
			return f
		}
	}
	t.Fatal("no figure of satisfaction")
	return indicator.Indicator{}
}

func TestChangesWithinAYear(t *testing.T) {
	t.Parallel()
	before := observatory.TwelveMonths(observatorytest.Year.Start - 1)
	p := indicator.Period{
		Window: observatorytest.Year,
		Evidence: map[string]indicator.Evidence{
			"down": yearOf(observatorytest.Year, 140, 160, 700), "up": yearOf(observatorytest.Year, 80, 120, 800), "chance": yearOf(observatorytest.Year, 14, 16, 70),
			"small": yearOf(observatorytest.Year, 22200, 36000, 47000), "broken": along(yearOf(observatorytest.Year, 140, 160, 700), "path", "email/"),
			"new": yearOf(observatorytest.Year, 8, 12, 80), "few": yearOf(observatorytest.Year, 8, 12, 79), "quiet": yearOf(observatorytest.Year, 8, 12, 80),
		},
		Before: map[string]indicator.Evidence{
			"down": yearOf(before, 80, 120, 800), "up": yearOf(before, 140, 160, 700), "chance": yearOf(before, 8, 12, 80),
			"small": yearOf(before, 21200, 36190, 48350), "broken": along(yearOf(before, 80, 120, 800), "path", "button/main"),
			"new": yearOf(before, 8, 12, 79), "few": yearOf(before, 8, 12, 80), "quiet": yearOf(before, 8, 12, 80),
		},
	}
	quiet := p.Before["quiet"]
	quiet.Last = before.AsOf() - 91
	p.Before["quiet"] = quiet
	var procedures []observatory.Procedure
	for id := range p.Evidence {
		procedures = append(procedures, observatory.Procedure{ID: id})
	}
	figures := p.Indicators(procedures, observatorytest.ComputedAt)
	for id, want := range map[string]struct {
		arrow  indicator.Arrow
		reason string
	}{
		"down": {indicator.ArrowDown, ""}, "up": {indicator.ArrowUp, ""},
		"chance": {indicator.ArrowNone, indicator.ReasonNotSignificant}, "small": {indicator.ArrowNone, indicator.ReasonTooSmall},
		"broken": {indicator.ArrowNone, indicator.ReasonCollectionBreak}, "new": {}, "few": {}, "quiet": {},
	} {
		c := satisfactionOf(t, figures[id]).Change
		if want.arrow == "" {
			if c != nil {
				t.Errorf("%s is compared: %+v", id, c)
			}
			continue
		}
		if c == nil || c.Arrow != want.arrow || c.Reason != want.reason || c.From != before {
			t.Errorf("%s: %+v, want %+v", id, c, want)
		}
	}
	down := satisfactionOf(t, figures["down"]).Change
	want := &indicator.Change{
		From: before, Difference: -800_000, Low: -1_099_058, High: -500_247, P: 1.41976e-7, PAdjusted: 1.7747e-7,
		Arrow: indicator.ArrowDown, SmallestVisibleDrop: observatorytest.Ptr(observatory.Micro(404_972)),
	}
	if diff := cmp.Diff(want, down); diff != "" {
		t.Error(diff)
	}
	if drop := satisfactionOf(t, figures["chance"]).Change.SmallestVisibleDrop; drop == nil || *drop != 1_462_498 {
		t.Errorf("the smallest visible drop is %v", drop)
	}
	if rank := satisfactionOf(t, figures["few"]).Rank; rank != nil {
		t.Errorf("a figure without a value ranks %+v", rank)
	}
	if rank := satisfactionOf(t, figures["up"]).Rank; rank == nil || rank.Of != 7 || rank.Low != 1 {
		t.Errorf("the best ranks %+v", rank)
	}
}

// TestPeriodAgreesWithOneProcedure: but for what compares, a figure is the same
// alone.
func TestPeriodAgreesWithOneProcedure(t *testing.T) {
	t.Parallel()
	e := along(yearOf(observatorytest.Year, 40, 20, 200), "lang", "fr")
	p := observatory.Procedure{ID: "p", Online: observatory.OnlineYes}
	alone := indicator.Compute(&p, e, observatorytest.Year, observatorytest.ComputedAt)
	together := indicator.Period{Window: observatorytest.Year, Evidence: map[string]indicator.Evidence{"p": e}}.Indicators([]observatory.Procedure{p}, observatorytest.ComputedAt)["p"]
	for i := range together {
		together[i].Rank = nil
	}
	if diff := cmp.Diff(alone, together); diff != "" {
		t.Error(diff)
	}
}
