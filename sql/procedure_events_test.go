package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"observatory"
	"observatory/sql"
	"observatory/sql/sqltest"
)

// counted says how many ratings each procedure counts in the first days of
// 2026, day by day.
func counted(t *testing.T, store *sql.Store) string {
	t.Helper()
	if _, _, err := store.Recount(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for d := range 4 {
		start := day(t, "2026-01-05") + observatory.Day(d)
		evidence, err := store.Evidence(t.Context(), "", observatory.Window{Start: start, End: start + 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, procedure := range []string{"a", "b", "c"} {
			var n uint64
			for _, tally := range evidence[procedure].Tallies {
				for _, s := range tally.Slices {
					if s.Question == observatory.QuestionRating {
						n += s.Citizens
					}
				}
			}
			parts = append(parts, fmt.Sprintf("%s%d", procedure, n))
		}
	}
	return strings.Join(parts, " ")
}

// TestMergesMoveWhatCounts: rows keep their procedure, the recount follows the
// merges from their days on, chains too, for what comes later as well, and
// undoing is deleting the event.
func TestMergesMoveWhatCounts(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	seq := uint64(0)
	give := func(procedure string, days ...int) {
		t.Helper()
		var ratings []observatory.Rating
		for _, d := range days {
			seq++
			ratings = append(ratings, rating(procedure, day(t, "2026-01-05")+observatory.Day(d), seq, 3))
		}
		if err := store.InsertRatings(t.Context(), ratings, uuid.NewString()); err != nil {
			t.Fatal(err)
		}
	}
	event := func(from, into string, d int, deleted bool) {
		t.Helper()
		e := observatory.ProcedureEvent{Kind: observatory.ProcedureMerge, Procedure: from, Target: into,
			Day: day(t, "2026-01-05") + observatory.Day(d), Deleted: deleted}
		if err := store.SaveProcedureEvent(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what, want string) {
		t.Helper()
		if got := counted(t, store); got != want {
			t.Errorf("%s:\n%s, want\n%s", what, got, want)
		}
		balance, err := store.Balance(t.Context(), day(t, "2026-01-01"))
		if err != nil || balance.Stored != balance.Counted || balance.Wrong+balance.Late > 0 {
			t.Errorf("%s: the balance is %+v, %v", what, balance, err)
		}
	}
	give("a", 0, 1, 2, 3)
	give("b", 0, 2)
	give("c", 3)
	check("before", "a1 b1 c0 a1 b0 c0 a1 b1 c0 a1 b0 c1")
	event("a", "b", 1, false)
	check("a into b from the second day", "a1 b1 c0 a0 b1 c0 a0 b2 c0 a0 b1 c1")
	give("a", 0, 2)
	check("late ratings of a", "a2 b1 c0 a0 b1 c0 a0 b3 c0 a0 b1 c1")
	event("b", "c", 2, false)
	check("b into c from the third", "a2 b1 c0 a0 b1 c0 a0 b0 c3 a0 b0 c2")
	event("a", "b", 1, true)
	check("a undone", "a2 b1 c0 a1 b0 c0 a2 b0 c1 a1 b0 c1")
	event("b", "c", 2, true)
	check("all undone", "a2 b1 c0 a1 b0 c0 a2 b1 c0 a1 b0 c1")
}
