package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/sql/sqltest"
)

// TestProbes follows probes from imports to evidence: committed, corrected by
// a later import, and back when that is undone.
func TestProbes(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	w := observatory.TwelveMonths(day(t, "2026-10-31"))
	at := time.Date(2026, time.October, 20, 12, 0, 0, 0, time.UTC)
	expect := func(what string, want indicator.Probes) {
		t.Helper()
		evidence, err := store.Evidence(t.Context(), "a", w)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, evidence["a"].Probes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	bring := func(probes ...observatory.Probe) observatory.Import {
		t.Helper()
		imp := observatory.Import{Kind: observatory.ImportProbes, State: observatory.ImportStarted}
		if err := store.SaveImport(t.Context(), &imp); err != nil {
			t.Fatal(err)
		}
		if err := store.InsertProbes(t.Context(), imp.Number, probes); err != nil {
			t.Fatal(err)
		}
		return imp
	}
	decide := func(imp observatory.Import, state observatory.ImportState) {
		t.Helper()
		imp.State = state
		if err := store.SaveImport(t.Context(), &imp); err != nil {
			t.Fatal(err)
		}
	}
	up := func(at time.Time, ms uint32) observatory.Probe {
		return observatory.Probe{Procedure: "a", At: at, Up: true, Milliseconds: ms}
	}
	first := bring(up(at, 300), up(at.Add(time.Minute), 500), observatory.Probe{Procedure: "a", At: at.Add(2 * time.Minute)},
		up(w.End.Start(), 1), up(indicator.ProbeWindow(w).Start.Start().Add(-time.Second), 1), observatory.Probe{Procedure: "b", At: at})
	expect("not committed", indicator.Probes{})
	decide(first, observatory.ImportCommitted)
	expect("committed", indicator.Probes{All: 3, Up: 2, Milliseconds: 800, Last: day(t, "2026-10-20")})
	second := bring(up(at, 700))
	decide(second, observatory.ImportCommitted)
	expect("corrected", indicator.Probes{All: 3, Up: 2, Milliseconds: 1200, Last: day(t, "2026-10-20")})
	known, err := store.Probes(t.Context(), at, at.Add(time.Minute))
	if err != nil || len(known) != 3 { // two of a, one of b
		t.Errorf("known: %+v, %v", known, err)
	}
	decide(second, observatory.ImportUndone)
	if err := store.PurgeImport(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	expect("undone", indicator.Probes{All: 3, Up: 2, Milliseconds: 800, Last: day(t, "2026-10-20")})
}
