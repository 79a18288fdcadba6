package sql_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
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
					if s.Question == rating.QuestionRating {
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
		var ratings []rating.Rating
		for _, d := range days {
			seq++
			ratings = append(ratings, newRating(procedure, day(t, "2026-01-05")+observatory.Day(d), seq, 3))
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

// TestMergesMoveWhatIsRead: comments, selections, what is set aside and what
// alarms follow from belong, from the day of a merge on, to the procedure that
// counts the ratings, and to the other one no more.
func TestMergesMoveWhatIsRead(t *testing.T) {
	store := sqltest.Open(t)
	first := day(t, "2026-03-02")
	old, own, taken := written("old", first, 1, 1, "before"), written("new", first, 2, 2, "own"), written("old", first+1, 3, 3, "after")
	for i, r := range []*rating.Rating{&old, &own, &taken} {
		r.Delivery.Seq = uint64(i + 1)
		r.ReceivedAt = r.Day().Start().Add(12 * time.Hour)
	}
	if err := store.InsertRatings(t.Context(), []rating.Rating{old, own, taken}, "one"); err != nil {
		t.Fatal(err)
	}
	texts := func(procedures ...string) (found []string) {
		t.Helper()
		q := rating.CommentQuery{Procedures: procedures}
		err := store.Comments(t.Context(), q, func(c rating.Comment) error {
			found = append(found, c.Procedure+": "+c.Text)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		counts, err := store.CommentCounts(t.Context(), q)
		var all uint64
		for _, n := range counts {
			all += n.All
		}
		if err != nil || all != uint64(len(found)) {
			t.Errorf("%v: %d comments are counted, %d are there, %v", procedures, all, len(found), err)
		}
		slices.Sort(found)
		return found
	}
	given := func(procedure string, r rating.Rating) string {
		t.Helper()
		found, err := store.GivenTo(t.Context(), procedure, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	selected := func(procedure string) (n uint64) {
		t.Helper()
		sel := rating.Selection{Procedure: procedure, From: first.Start(), To: (first + 2).Start()}
		counts, err := store.CountSelection(t.Context(), sel)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			n += c.Ratings
		}
		return n
	}
	state := func() []string {
		t.Helper()
		pulses, err := store.Pulses(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		hours, err := store.Hours(t.Context(), first.Start(), (first + 2).Start())
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, p := range []string{"old", "new"} {
			all = append(all, fmt.Sprintf("%s: comments %q, %d selected, %d lately, %d hours; gave %q %q %q", p, texts(p), selected(p), pulses[p].Recent,
				len(hours[p]), given(p, old), given(p, own), given(p, taken)))
		}
		return all
	}
	check := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, state()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	apart := []string{
		`old: comments ["old: after" "old: before"], 2 selected, 2 lately, 2 hours; gave "old" "" "old"`,
		`new: comments ["new: own"], 1 selected, 1 lately, 1 hours; gave "" "new" ""`,
	}
	check("apart", apart...)
	merge := observatory.ProcedureEvent{Kind: observatory.ProcedureMerge, Procedure: "old", Target: "new", Day: first + 1}
	if err := store.SaveProcedureEvent(t.Context(), merge); err != nil {
		t.Fatal(err)
	}
	check("merged from the second day on",
		`old: comments ["old: before"], 1 selected, 1 lately, 1 hours; gave "old" "" ""`,
		`new: comments ["new: after" "new: own"], 2 selected, 2 lately, 2 hours; gave "" "new" "old"`)
	if got := texts("old", "new"); len(got) != 3 {
		t.Errorf("both together have the comments %q", got)
	}

	sel := rating.Selection{Procedure: "new", From: first.Start(), To: (first + 2).Start()}
	for range 2 {
		if err := store.JudgeSelection(t.Context(), sel, rating.VerdictQuarantine, "burst", "operator"); err != nil {
			t.Fatal(err)
		}
	}
	recount(t, store)
	receipts, err := store.Receipts(t.Context())
	if diff := cmp.Diff(map[string]rating.Receipts{"old": {Accepted: 1}, "new": {Quarantined: 2}}, receipts); err != nil || diff != "" {
		t.Errorf("receipts %v (-want +got):\n%s", err, diff)
	}
	reasons, err := store.Quarantined(t.Context())
	if diff := cmp.Diff(map[string]map[string]uint64{"new": {"burst": 2}}, reasons); err != nil || diff != "" {
		t.Errorf("reasons %v (-want +got):\n%s", err, diff)
	}
	if err := store.JudgeSelection(t.Context(), sel, rating.VerdictRelease, "appeal", "operator"); err != nil {
		t.Fatal(err)
	}
	merge.Deleted = true
	if err := store.SaveProcedureEvent(t.Context(), merge); err != nil {
		t.Fatal(err)
	}
	check("undone", apart...)
}
