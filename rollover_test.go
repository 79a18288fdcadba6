package observatory_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

// answered is a day on which the headline population answered like this.
func answered(on observatory.Day, bad, medium, good uint64) observatory.Tally {
	return observatory.Tally{Procedure: "p", Day: on, Slices: []observatory.Slice{{
		Question: observatory.QuestionSatisfaction, Instrument: observatory.Avis1, Channel: observatory.ChannelOnline,
		Outcome: observatory.OutcomeDone, Standing: observatory.Accepted, Citizens: bad + medium + good, Counts: [5]uint64{bad, medium, good},
	}}}
}

// TestRollover compares the quarter that came in with the one that went out,
// with the golden values of a change, and nothing where that cannot be told.
func TestRollover(t *testing.T) {
	t.Parallel()
	earlier := observatory.Edition{ID: "2026-09", AsOf: observatory.NewDay(2026, time.August, 31), Rules: observatory.Rules}
	later := observatory.Edition{ID: "2026-12", AsOf: observatory.NewDay(2026, time.November, 30), Rules: observatory.Rules}
	gone, come, ok := observatory.RolloverWindows(earlier, later)
	if want := "2025-09-01 2025-12-01 2026-09-01 2026-12-01"; !ok || gone.Start.String()+" "+gone.End.String()+" "+come.Start.String()+" "+come.End.String() != want {
		t.Fatalf("the months are %v and %v, %v, want %s", gone, come, ok, want)
	}
	shared := answered(observatory.NewDay(2026, time.March, 2), 10, 20, 170)
	judge := func(later observatory.Edition, went, came observatory.Tally) *observatory.Change {
		compile := func(e observatory.Edition, tallies ...observatory.Tally) observatory.EditionFigures {
			return observatory.Compile(e, observatory.Copies{Procedures: []observatory.Procedure{{ID: "p", Online: observatory.OnlineYes}},
				Bases: map[string]observatory.Basis{"p": observatory.Distil("p", observatory.Evidence{Tallies: tallies, First: gone.Start - 900, Last: come.End - 1}, observatory.Rules)}})
		}
		rollover := observatory.Rollover{
			Gone: map[string]observatory.Evidence{"p": {Tallies: []observatory.Tally{went}}},
			Come: map[string]observatory.Evidence{"p": {Tallies: []observatory.Tally{came}}},
		}
		d := observatory.DiffEditions(compile(earlier, went, shared), compile(later, shared, came), nil, rollover)
		for _, move := range d.Moves {
			if move.Kind == observatory.KindSatisfaction {
				return move.Change
			}
		}
		t.Fatal("the figure did not move")
		return nil
	}
	for name, test := range map[string]struct {
		went, came observatory.Tally
		want       string
	}{
		"fell":               {answered(gone.Start, 80, 120, 800), answered(come.Start, 140, 160, 700), "-0.800000 -1.099058 -0.500247 down"},
		"by chance":          {answered(gone.Start, 8, 12, 80), answered(come.Start, 14, 16, 70), "-0.800000 -1.797495 0.208125 none"},
		"too few came":       {answered(gone.Start, 80, 120, 800), answered(come.Start, 14, 16, 69), ""},
		"too few had come":   {answered(gone.Start, 8, 12, 79), answered(come.Start, 140, 160, 700), ""},
		"nobody came":        {answered(gone.Start, 80, 120, 800), observatory.Tally{}, ""},
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
	if _, _, ok := observatory.RolloverWindows(earlier, apart); ok {
		t.Error("editions without a month in common are compared")
	}
}
