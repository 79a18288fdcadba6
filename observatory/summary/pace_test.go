package summary_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

func milestone(done, tracked uint64) summary.Milestone {
	return summary.Milestone{Share: observatory.Ratio{Num: done, Den: tracked}, Tracked: tracked}
}

// TestPace takes the years in which the State counted: from October 2020 to
// July 2021 it went 4 points a quarter, "100 % in 3.8 quarters"; five quarters
// later it published 84 %. The pace is told, no date is.
func TestPace(t *testing.T) {
	t.Parallel()
	all := observatory.Ratio{Num: 1, Den: 1}
	p := summary.MeasurePace(milestone(182, 250), milestone(212, 250), 3, summary.Turnover{}, all, 4)
	observatorytest.NearMicro(t, "pace", p.Actual, 4)
	observatorytest.NearMicro(t, "pace asked", p.Asked, 3.8)
	slower := summary.YearsPace(milestone(212, 250), milestone(210, 250), summary.Turnover{}, all, 2)
	observatorytest.NearMicro(t, "a pace backwards", slower.Actual, -0.2)
	observatorytest.NearMicro(t, "pace asked then", slower.Asked, 8)
}

func TestPaceThatIsNotTold(t *testing.T) {
	t.Parallel()
	all := observatory.Ratio{Num: 1, Den: 1}
	if p := summary.YearsPace(milestone(100, 200), milestone(120, 200), summary.Turnover{Entered: 5, Left: 5}, all, 4); p.Actual == nil {
		t.Error("5 % of the list changed, and no pace is told")
	}
	if p := summary.YearsPace(milestone(100, 200), milestone(120, 200), summary.Turnover{Entered: 6, Left: 5}, all, 4); p.Actual != nil || p.Asked == nil {
		t.Errorf("more than 5 %% of the list changed: pace %v, asked %v", p.Actual, p.Asked)
	}
	if p := summary.YearsPace(milestone(0, 0), milestone(120, 200), summary.Turnover{}, all, 0); p.Actual != nil || p.Asked != nil {
		t.Errorf("from nothing, with no quarter left: %v, %v", p.Actual, p.Asked)
	}
}

func TestTurnover(t *testing.T) {
	t.Parallel()
	got := summary.CountTurnover([]string{"a", "b", "c"}, []string{"c", "d", "a", "e"})
	if want := (summary.Turnover{Entered: 2, Left: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := summary.CountTurnover(nil, nil); got != (summary.Turnover{}) {
		t.Errorf("nothing turned into %+v", got)
	}
}

func TestQuartersBetween(t *testing.T) {
	t.Parallel()
	day := func(text string) observatory.Day {
		d, err := observatory.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		from, to string
		want     uint64
	}{
		{"2026-09-30", "2027-12-31", 5}, {"2026-09-30", "2027-11-30", 4}, {"2026-10-31", "2026-12-31", 0},
		{"2026-10-31", "2026-10-31", 0}, {"2026-10-31", "2025-10-31", 0},
	} {
		if got := summary.QuartersBetween(day(c.from), day(c.to)); got != c.want {
			t.Errorf("%s to %s is %d quarters, want %d", c.from, c.to, got, c.want)
		}
	}
}
