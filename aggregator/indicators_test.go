package aggregator_test

import (
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/statistics"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// levels lists so many answers of each level.
func levels(bad, medium, good int) (all []uint8) {
	for level, n := range []int{bad, medium, good} {
		for range n {
			all = append(all, uint8(level+1))
		}
	}
	return all
}

// procedures puts procedures into the catalogue.
func procedures(t *testing.T, store *sql.Store, ids ...string) {
	t.Helper()
	catalogue := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &catalogue); err != nil {
		t.Fatal(err)
	}
	var all []observatory.Procedure
	for _, id := range ids {
		all = append(all, observatory.Procedure{ID: id, Title: id, Online: observatory.OnlineYes})
	}
	if err := store.InsertProcedures(t.Context(), catalogue.Number, all); err != nil {
		t.Fatal(err)
	}
}

// TestChangeIsStored runs the real jobs on the real engine over two years: the
// change, adjusted over all procedures, and the rank are kept with the figure.
func TestChangeIsStored(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	procedures(t, store, "worse", "same", "new")
	last := observatory.LastClosedMonth(time.Now())
	before := observatory.TwelveMonths(observatory.TwelveMonths(last).Start - 1)
	fill(t, store, "worse", before.AsOf()-80, levels(80, 120, 800)...)
	fill(t, store, "worse", last, levels(140, 160, 700)...)
	fill(t, store, "same", before.AsOf(), levels(8, 12, 80)...)
	fill(t, store, "same", last, levels(14, 16, 70)...)
	fill(t, store, "new", last, levels(0, 0, 100)...)
	a, _ := jobs(store)
	if _, err := a.Run(t.Context(), "indicators"); err != nil {
		t.Fatal(err)
	}
	worse, _ := satisfaction(t, store, "worse")
	c := worse.Change
	if c == nil || c.Arrow != indicator.ArrowDown || c.Difference.String() != "-0.800000" || c.Low.String() != "-1.099058" ||
		c.From != before || c.P != 1.41976e-7 || c.PAdjusted != 2.83953e-7 {
		t.Errorf("the change of the one that got worse is %+v", c)
	}
	same, _ := satisfaction(t, store, "same")
	if c := same.Change; c == nil || c.Arrow != indicator.ArrowNone || c.Reason != indicator.ReasonNotSignificant || c.SmallestVisibleDrop.String() != "1.462498" {
		t.Errorf("the change of the one that may be the same is %+v", c)
	}
	fresh, _ := satisfaction(t, store, "new")
	if fresh.Change != nil || fresh.Rank == nil || *fresh.Rank != (statistics.RankRange{Low: 1, High: 1, Of: 3}) {
		t.Errorf("the new one: change %+v, rank %+v", fresh.Change, fresh.Rank)
	}
	if *worse.Rank != (statistics.RankRange{Low: 2, High: 3, Of: 3}) {
		t.Errorf("the one that got worse ranks %+v", worse.Rank)
	}
}

// TestFigureStaysWhileFewMove serves October, then November in which one
// citizen more answered: that answer is not to be had by subtraction.
func TestFigureStaysWhileFewMove(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	procedures(t, store, "a")
	last := observatory.LastClosedMonth(time.Now())
	month := last.FirstOfMonth() - 1
	fill(t, store, "a", month, levels(8, 12, 80)...)
	fill(t, store, "a", last, levels(1, 0, 0)...)
	fill(t, store, "a", last+1, levels(0, 0, 5)...)
	a, _ := jobs(store)
	if _, err := a.Run(t.Context(), "tally"); err != nil {
		t.Fatal(err)
	}
	// What figures are on the day asOf, kept as served.
	serve := func(asOf observatory.Day) indicator.Indicator {
		t.Helper()
		period, err := store.Period(t.Context(), observatory.TwelveMonths(asOf))
		if err != nil {
			t.Fatal(err)
		}
		figures := period.Indicators([]observatory.Procedure{{ID: "a"}}, time.Now())
		if err := store.SaveIndicators(t.Context(), asOf, figures); err != nil {
			t.Fatal(err)
		}
		for _, f := range figures["a"] {
			if f.Kind == indicator.KindSatisfaction {
				return f
			}
		}
		return indicator.Indicator{}
	}
	if first := serve(month); first.N != 100 || first.Window.AsOf() != month {
		t.Errorf("the first month: %d to %s", first.N, first.Window.AsOf())
	}
	if second := serve(last); second.N != 100 || second.Window.AsOf() != month {
		t.Errorf("one more answer moves the figure: %d to %s", second.N, second.Window.AsOf())
	}
	if third := serve((last + 1).LastOfMonth()); third.N != 106 || third.Window.AsOf() != (last+1).LastOfMonth() {
		t.Errorf("six more answers do not move the figure: %d to %s", third.N, third.Window.AsOf())
	}
}
