package indicator_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// monthly is a procedure that gets so many answers in each month until the
// window's end, the last one last.
func monthly(w observatory.Window, counts ...uint64) (before, now indicator.Evidence) {
	now = indicator.Evidence{First: w.Start - 800, Last: w.AsOf()}
	before = now
	for i, n := range counts {
		month := w.End.AddMonths(i - len(counts))
		e := &before
		if month >= w.Start {
			e = &now
		}
		e.Tallies = append(e.Tallies, rating.Tally{Day: month, Slices: []rating.Slice{
			observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 0, n)}})
	}
	return before, now
}

// TestWindowMovesByFiveCitizens: what was served for the month before must not
// give a few citizens away beside this month's figure.
func TestWindowMovesByFiveCitizens(t *testing.T) {
	t.Parallel()
	last := observatory.TwelveMonths(observatorytest.Year.End.AddMonths(-1) - 1)
	year2 := observatory.TwelveMonths(observatorytest.Year.Start - 1)
	for _, c := range []struct {
		name    string
		out, in uint64
		held    bool
	}{
		{"nobody moves", 0, 0, false}, {"one came in", 0, 1, true}, {"four came in", 0, 4, true}, {"five came in", 0, 5, false},
		{"one went out", 1, 9, true}, {"five went out", 5, 9, false}, {"five went out and nobody came in", 5, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts := make([]uint64, 13)
			counts[0], counts[6], counts[12] = c.out, 200, c.in
			before, now := monthly(observatorytest.Year, counts...)
			served := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished,
				Value: observatorytest.Ptr(observatory.Micro(1)), N: 777, Window: last}
			p := indicator.Period{
				Window: observatorytest.Year, Evidence: map[string]indicator.Evidence{"p": now}, Before: map[string]indicator.Evidence{"p": before},
				Around: map[string][]rating.Tally{"p": slices.Concat(before.Tallies, now.Tallies)},
				Disclosed: map[string][]indicator.Disclosed{"p": {
					{Indicator: indicator.Indicator{Kind: indicator.KindClarity, Value: observatorytest.Ptr(observatory.Micro(1)), Window: last}},
					{Indicator: indicator.Indicator{Kind: indicator.KindSatisfaction, Value: observatorytest.Ptr(observatory.Micro(1)), Window: year2}},
					{Indicator: served}}},
			}
			got := satisfactionOf(t, p.Indicators([]observatory.Procedure{{ID: "p"}}, observatorytest.ComputedAt)["p"])
			if held := got.N == 777; held != c.held {
				t.Errorf("window %s–%s, n %d: held %v, want %v", got.Window.Start, got.Window.AsOf(), got.N, held, c.held)
			}
			if !c.held && got.N != 200+c.in {
				t.Errorf("n %d, want %d", got.N, 200+c.in)
			}
		})
	}
}

// TestFiguresAreServedAgain: figures that are computed anew because the catalogue
// or the volumes changed say what they said, whoever was rated late; the response
// rate alone follows what is declared.
func TestFiguresAreServedAgain(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{{ID: "p"}, {ID: "q"}}
	before, now := monthly(observatorytest.Year, 300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 250)
	p := indicator.Period{
		Window: observatorytest.Year, Evidence: map[string]indicator.Evidence{"p": now, "q": now}, Before: map[string]indicator.Evidence{"p": before, "q": before},
	}
	first := p.Indicators(procedures, observatorytest.ComputedAt)
	if served := satisfactionOf(t, first["p"]); served.N != 250 || served.Change == nil || served.Rank == nil {
		t.Fatalf("served %+v", served)
	}
	late := now
	late.Tallies = append(slices.Clone(now.Tallies), rating.Tally{Day: observatorytest.Year.End - 31, Slices: []rating.Slice{
		observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 1, 0, 0)}})
	completed := uint64(1000)
	late.Volumes = []observatory.Volume{{Procedure: "p", Channel: observatory.ChannelOnline, Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf(), Completed: &completed}}
	p.Evidence = map[string]indicator.Evidence{"p": late, "q": late}
	p.Kept = map[string][]indicator.Indicator{"p": first["p"]}
	again := p.Indicators(procedures, observatorytest.ComputedAt.Add(time.Hour))
	want, got := satisfactionOf(t, first["p"]), satisfactionOf(t, again["p"])
	if got.ResponseRate == nil || got.ResponseRate.String() != "25.000000" || !got.ComputedAt.After(want.ComputedAt) {
		t.Errorf("response rate %v, computed at %s", got.ResponseRate, got.ComputedAt)
	}
	bare := func(i indicator.Indicator) indicator.Indicator {
		i.ResponseRate, i.ComputedAt = nil, time.Time{}
		i.Variants = maps.Clone(i.Variants)
		for name, other := range i.Variants {
			other.ResponseRate, other.ComputedAt = nil, time.Time{}
			i.Variants[name] = other
		}
		return i
	}
	if diff := cmp.Diff(bare(want), bare(got)); diff != "" {
		t.Errorf("the figure that was served moved (-want +got):\n%s", diff)
	}
	if other := satisfactionOf(t, again["q"]); other.N != 251 || other.Change == nil || other.Rank == nil {
		t.Errorf("the figure of one that was not served is %+v", other)
	}
}

// TestLateCitizensMoveToo: who came late, or is gone, in the months that two
// windows share counts like one whose month came in or went out.
func TestLateCitizensMoveToo(t *testing.T) {
	t.Parallel()
	last := observatory.TwelveMonths(observatorytest.Year.End.AddMonths(-1) - 1)
	month := observatorytest.Year.Start.AddMonths(3)
	in := func(n uint64) []rating.Tally {
		return []rating.Tally{{Day: month, Slices: []rating.Slice{observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 0, n)}}}
	}
	now := indicator.Evidence{First: observatorytest.Year.Start - 800, Last: observatorytest.Year.AsOf(), Tallies: in(200)}
	for then, held := range map[uint64]bool{200: false, 199: true, 196: true, 195: false, 201: true, 205: false} {
		served := indicator.Disclosed{
			Indicator: indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Value: observatorytest.Ptr(observatory.Micro(1)), N: 777, Window: last},
			Then:      map[observatory.Day][]rating.Tally{month: in(then)},
		}
		p := indicator.Period{
			Window: observatorytest.Year, Evidence: map[string]indicator.Evidence{"p": now}, Around: map[string][]rating.Tally{"p": now.Tallies},
			Disclosed: map[string][]indicator.Disclosed{"p": {served}},
		}
		figure := satisfactionOf(t, p.Indicators([]observatory.Procedure{{ID: "p"}}, observatorytest.ComputedAt)["p"])
		if got := figure.N == 777; got != held {
			t.Errorf("%d then and 200 now: served again %v, want %v", then, got, held)
		}
		basis := p.Basis("p")
		if got := len(basis.Withheld()) > 0; got != held {
			t.Errorf("%d then and 200 now: an edition withholds %v", then, basis.Withheld())
		}
		plain := indicator.Distil("p", now, indicator.Rules).Withhold(basis.Withheld())
		figure = satisfactionOf(t, indicator.ComputeFrom(&observatory.Procedure{ID: "p"}, plain, observatorytest.Year, indicator.Rules, observatorytest.ComputedAt))
		if got := figure.State == indicator.StateCellTooSmall; got != held || held == (figure.Value != nil) {
			t.Errorf("%d then and 200 now: the edition says %s", then, figure.State)
		}
	}
}

// TestWindowsKeepMonthsTogether: a window begins and ends where the charts may,
// for what lies between would be found by subtraction.
func TestWindowsKeepMonthsTogether(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		counts map[int]uint64 // by the month of the window, from 0
		parted bool
	}{
		"enough at both ends":         {map[int]uint64{-1: 9, 0: 9, 11: 9}, false},
		"nobody before":               {map[int]uint64{0: 1, 11: 9}, false},
		"a few just before":           {map[int]uint64{-2: 9, -1: 4, 0: 9, 11: 9}, true},
		"a few some months before":    {map[int]uint64{-5: 4, 3: 9, 11: 9}, true},
		"a few who were not alone":    {map[int]uint64{-2: 4, -1: 1, 0: 9, 11: 9}, false},
		"a few at the end":            {map[int]uint64{0: 9, 11: 4}, true},
		"a few, and then nobody":      {map[int]uint64{0: 9, 8: 2, 9: 2}, true},
		"the last months hold enough": {map[int]uint64{0: 9, 8: 2, 9: 3}, false},
	} {
		var history []rating.Tally
		evidence := indicator.Evidence{First: observatorytest.Year.Start - 800, Last: observatorytest.Year.AsOf()}
		test.counts[5] = 200
		for month := -12; month < 12; month++ {
			if n := test.counts[month]; n > 0 {
				tally := rating.Tally{Day: observatorytest.Year.Start.AddMonths(month), Slices: []rating.Slice{observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 0, n)}}
				history = append(history, tally)
				if month >= 0 {
					evidence.Tallies = append(evidence.Tallies, tally)
				}
			}
		}
		p := indicator.Period{Window: observatorytest.Year, Evidence: map[string]indicator.Evidence{"p": evidence},
			History: map[string]indicator.History{"p": {Now: history, First: history}}}
		figure := satisfactionOf(t, p.Indicators([]observatory.Procedure{{ID: "p"}}, observatorytest.ComputedAt)["p"])
		if got := figure.State == indicator.StateCellTooSmall; got != test.parted {
			t.Errorf("%s: the figure is %s", name, figure.State)
		}
	}
}
