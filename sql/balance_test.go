package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// TestBalance compares stored with counted before the count, after it, and
// when the count is wrong; and lists what is stored.
func TestBalance(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	ratings := []rating.Rating{
		newRating("a", monday, 1, 3), newRating("a", monday, 2, 1), newRating("b", monday+1, 3, 2),
	}
	check := func(when string, want observatory.Balance) {
		t.Helper()
		got, err := store.Balance(t.Context(), monday)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	check("before the count", observatory.Balance{Stored: 3, Late: 2})
	recount(t, store)
	check("after the count", observatory.Balance{Stored: 3, Counted: 3})
	// A count that claims to have begun after rows that it did not see.
	if err := store.InsertRatings(t.Context(), []rating.Rating{newRating("b", monday+1, 4, 2)}, "two"); err != nil {
		t.Fatal(err)
	}
	age(t, store)
	if err := store.RecordRun(t.Context(), observatory.JobRun{Name: "tally", StartedAt: time.Now(), FinishedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	check("after a wrong count", observatory.Balance{Stored: 4, Counted: 3, Wrong: 1})

	got := map[string]int{}
	err := store.Identities(t.Context(), func(i sql.Identity) error {
		got[i.Procedure]++
		return nil
	})
	if diff := cmp.Diff(map[string]int{"a": 2, "b": 2}, got); err != nil || diff != "" {
		t.Errorf("identities %v (-want +got):\n%s", err, diff)
	}
}

// age makes all that is stored come a day before.
func age(t *testing.T, store *sql.Store) {
	t.Helper()
	err := store.Exec(t.Context(), "ALTER TABLE ratings UPDATE inserted_at = inserted_at - INTERVAL 1 DAY WHERE 1 SETTINGS mutations_sync = 2")
	if err != nil {
		t.Fatal(err)
	}
}

// TestBalanceIsLate: what an erasure, an import, its undoing or a merge changed
// since the last count is late, and no alarm; the next count takes it in.
func TestBalanceIsLate(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	settled := func(balance observatory.Balance) {
		t.Helper()
		age(t, store)
		got, err := store.Balance(t.Context(), monday)
		if diff := cmp.Diff(balance, got); err != nil || diff != "" {
			t.Errorf("before the count %v (-want +got):\n%s", err, diff)
		}
		recount(t, store)
		if got, err = store.Balance(t.Context(), monday); err != nil || got.Late+got.Wrong > 0 || got.Stored != got.Counted {
			t.Errorf("after the count %+v, %v", got, err)
		}
	}
	only := newRating("a", monday, 1, 3)
	imported := newRating("b", monday, 1, 3)
	imported.Delivery = rating.Delivery{Epoch: 1, Seq: 1}
	if err := store.InsertRatings(t.Context(), []rating.Rating{only, newRating("c", monday, 2, 3), imported}, "one"); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	if err := store.SaveImport(t.Context(), &observatory.Import{Number: 1, Kind: observatory.ImportRatings, State: observatory.ImportCommitted, First: monday, Last: monday}); err != nil {
		t.Fatal(err)
	}
	settled(observatory.Balance{Stored: 3, Counted: 2, Late: 1})
	err := store.SaveProcedureEvent(t.Context(), observatory.ProcedureEvent{Procedure: "c", Kind: observatory.ProcedureMerge, Target: "b", Day: monday})
	if err != nil {
		t.Fatal(err)
	}
	settled(observatory.Balance{Stored: 3, Counted: 3, Late: 2})
	err = store.Judge(t.Context(), rating.Verdict{Procedure: "a", Rating: only.ID, Kind: rating.VerdictErase, Reason: "asked", By: "operator"})
	if err != nil {
		t.Fatal(err)
	}
	settled(observatory.Balance{Stored: 2, Counted: 3, Late: 1})
}
