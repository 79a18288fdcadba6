package indicator_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// answered is a day on which the headline population answered like this.
func answered(on observatory.Day, bad, medium, good uint64) rating.Tally {
	return rating.Tally{Procedure: "p", Day: on, Slices: []rating.Slice{{
		Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
		Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: bad + medium + good, Counts: [5]uint64{bad, medium, good},
	}}}
}

// TestRollover compares the quarter that came in with the one that went out,
// with the golden values of a change, and nothing where that cannot be told.
func TestRollover(t *testing.T) {
	t.Parallel()
	earlier := edition.Edition{ID: "2026-09", AsOf: observatory.NewDay(2026, time.August, 31), Rules: indicator.Rules}
	later := edition.Edition{ID: "2026-12", AsOf: observatory.NewDay(2026, time.November, 30), Rules: indicator.Rules}
	gone, come, ok := edition.RolloverWindows(earlier, later)
	if want := "2025-09-01 2025-12-01 2026-09-01 2026-12-01"; !ok || gone.Start.String()+" "+gone.End.String()+" "+come.Start.String()+" "+come.End.String() != want {
		t.Fatalf("the months are %v and %v, %v, want %s", gone, come, ok, want)
	}
	shared := answered(observatory.NewDay(2026, time.March, 2), 10, 20, 170)
	judge := func(later edition.Edition, went, came rating.Tally) *indicator.Change {
		compile := func(e edition.Edition, tallies ...rating.Tally) edition.Figures {
			return edition.Compile(e, edition.Copies{Procedures: []observatory.Procedure{{ID: "p", Online: observatory.OnlineYes}},
				Bases: map[string]indicator.Basis{"p": indicator.Distil("p", indicator.Evidence{Tallies: tallies, First: gone.Start - 900, Last: come.End - 1}, indicator.Rules)}})
		}
		rollover := indicator.Rollover{
			Gone: map[string]indicator.Evidence{"p": {Tallies: []rating.Tally{went}}},
			Come: map[string]indicator.Evidence{"p": {Tallies: []rating.Tally{came}}},
		}
		d := edition.Compare(compile(earlier, went, shared), compile(later, shared, came), nil, rollover)
		for _, move := range d.Moves {
			if move.Kind == indicator.KindSatisfaction {
				return move.Change
			}
		}
		t.Fatal("the figure did not move")
		return nil
	}
	for name, test := range map[string]struct {
		went, came rating.Tally
		want       string
	}{
		"fell":               {answered(gone.Start, 80, 120, 800), answered(come.Start, 140, 160, 700), "-0.800000 -1.099058 -0.500247 down"},
		"by chance":          {answered(gone.Start, 8, 12, 80), answered(come.Start, 14, 16, 70), "-0.800000 -1.797495 0.208125 none"},
		"too few came":       {answered(gone.Start, 80, 120, 800), answered(come.Start, 14, 16, 69), ""},
		"too few had come":   {answered(gone.Start, 8, 12, 79), answered(come.Start, 140, 160, 700), ""},
		"nobody came":        {answered(gone.Start, 80, 120, 800), rating.Tally{}, ""},
		"too small to count": {answered(gone.Start, 2120, 3619, 4835), answered(come.Start, 2220, 3600, 4700), "-0.105102 -0.210032 -0.000146 none"},
	} {
		got := ""
		if c := judge(later, test.went, test.came); c != nil {
			got = c.Difference.String() + " " + c.Low.String() + " " + c.High.String() + " " + string(c.Arrow)
			if c.From != gone {
				t.Errorf("%s: from %v, want %v", name, c.From, gone)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if c := judge(earlier, answered(gone.Start, 80, 120, 800), answered(come.Start, 140, 160, 700)); c != nil {
		t.Errorf("two editions of the same months have the change %+v", c)
	}
	apart := later
	apart.AsOf = observatory.NewDay(2027, time.December, 31)
	if _, _, ok := edition.RolloverWindows(earlier, apart); ok {
		t.Error("editions without a month in common are compared")
	}
}
