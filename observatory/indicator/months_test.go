package indicator_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// public is what is public of these months, nobody having come late.
func public(tallies []rating.Tally) indicator.History {
	return indicator.History{Now: tallies, First: tallies}
}

func TestMonthlyMarks(t *testing.T) {
	t.Parallel()
	in := func(month time.Month, s rating.Slice) rating.Tally {
		return rating.Tally{Day: observatory.NewDay(2023, month, 17), Slices: []rating.Slice{s}}
	}
	mark := func(counts ...uint64) rating.Slice {
		return observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, counts...)
	}
	points := indicator.MonthlyMarks(public([]rating.Tally{
		in(time.September, mark(15, 0, 15)), // too wide to be shown
		in(time.March, mark(0, 0, 60)),
		in(time.January, mark(0, 0, 12)),
		in(time.February, observatorytest.Answers(rating.QuestionSatisfaction, "jdma-3", 0, 18, 0)),
		in(time.October, mark(1, 1, 30)),
		in(time.October, mark(0, 0, 8)),
		in(time.November, mark(0, 0, 5)),
		in(time.December, mark(0, 0, 4)), // wait for the next ones
	}), indicator.KindSatisfaction, 0)

	type cell struct {
		Start, End, Value string
		N                 uint64
		Instruments       []string
	}
	var got []cell
	for _, p := range points {
		c := cell{p.Window.Start.String(), p.Window.End.String(), "", p.N, p.Instruments}
		if p.Value != nil {
			c.Value = p.Value.String()
			if *p.Low > *p.Value || *p.Value > *p.High {
				t.Errorf("%s ≤ %s ≤ %s does not hold", p.Low, p.Value, p.High)
			}
		}
		got = append(got, c)
	}
	want := []cell{
		{"2023-01-01", "2023-03-01", "7.000000", 30, []string{"avis-1", "jdma-3"}},
		{"2023-03-01", "2023-04-01", "10.000000", 60, []string{"avis-1"}},
		{"2023-09-01", "2023-10-01", "", 30, []string{"avis-1"}},
		{"2023-10-01", "2023-12-01", "9.666667", 45, []string{"avis-1"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMonthlyMarksKeepSeriesApart(t *testing.T) {
	t.Parallel()
	var tallies []rating.Tally
	for month := time.January; month <= time.June; month++ {
		s := observatorytest.Answers(rating.QuestionClarity, "jdma-2", 0, 0, 40)
		if month > time.March {
			s = observatorytest.Answers(rating.QuestionClarity, "jdma-3", 0, 0, 40, 0, 0)
		}
		tallies = append(tallies, rating.Tally{Day: observatory.NewDay(2023, month, 1), Slices: []rating.Slice{s}})
	}
	var series []string
	for _, p := range indicator.MonthlyMarks(public(tallies), indicator.KindClarity, 0) {
		series = append(series, p.Series+" "+p.Value.String())
	}
	older, newer := "clarity/3 10.000000", "clarity/5 5.000000"
	if diff := cmp.Diff([]string{older, older, older, newer, newer, newer}, series); diff != "" {
		t.Error(diff)
	}
}

func TestMonthlyMarksOfNothing(t *testing.T) {
	t.Parallel()
	few := []rating.Tally{{Day: observatorytest.Year.Start, Slices: []rating.Slice{observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 0, 29)}}}
	for name, points := range map[string][]indicator.Point{
		"no tallies":            indicator.MonthlyMarks(public(nil), indicator.KindSatisfaction, 0),
		"29 citizens":           indicator.MonthlyMarks(public(few), indicator.KindSatisfaction, 0),
		"not made of ratings":   indicator.MonthlyMarks(public(few), indicator.KindOnline, 0),
		"a kind never heard of": indicator.MonthlyMarks(public(few), "happiness", 0),
	} {
		if len(points) != 0 {
			t.Errorf("%s: %v", name, points)
		}
	}
}
