package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"observatory"
	"observatory/sql"
	"observatory/sql/sqltest"
)

// TestBalance compares stored with counted before the count, after it, and
// when the count is wrong; and lists what is stored.
func TestBalance(t *testing.T) {
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	ratings := []observatory.Rating{
		rating("a", monday, 1, 3), rating("a", monday, 2, 1), rating("b", monday+1, 3, 2),
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
	if err := store.InsertRatings(t.Context(), []observatory.Rating{rating("b", monday+1, 4, 2)}, "two"); err != nil {
		t.Fatal(err)
	}
	late := time.Now().Add(time.Hour)
	if err := store.RecordRun(t.Context(), observatory.JobRun{Name: "tally", StartedAt: late, FinishedAt: late}); err != nil {
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
