package sql_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// TestAccesses: an access comes back as it was made, and neither a use nor
// another writing of it undoes its revocation.
func TestAccesses(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	made := time.Date(2026, 10, 31, 8, 0, 0, 0, time.UTC)
	ministry := access.Access{Name: "l'équipe \\ 'A'", Role: access.RoleAdmin, Ministry: "interieur", CreatedAt: made, ExpiresAt: made.Add(time.Hour)}
	single := access.Access{Role: access.RoleReader, Procedures: []string{"impots", "passeport"}, MadeBy: "0123456789ab",
		CreatedAt: made.Add(time.Second), ExpiresAt: made.Add(2 * time.Hour)}
	want := []access.Access{ministry, single}
	tokens := make([]string, len(want))
	for i := range want {
		var err error
		if tokens[i], err = want[i].Issue(rand.Reader); err != nil {
			t.Fatal(err)
		}
		if err := store.InsertAccess(t.Context(), want[i]); err != nil {
			t.Fatal(err)
		}
	}
	same := func(when string) []access.Access {
		t.Helper()
		got, err := store.Accesses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
		return got
	}
	for i, a := range same("just made") {
		if !a.OpensWith(tokens[i]) || a.OpensWith(tokens[1-i]) {
			t.Errorf("the hash of the access %d came back changed", i)
		}
	}
	if err := store.RevokeAccess(t.Context(), want[1].ID); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if err := store.UseAccess(t.Context(), want[i].ID, day(t, "2026-10-31")); err != nil {
			t.Fatal(err)
		}
		if err := store.UseAccess(t.Context(), want[i].ID, day(t, "2026-10-30")); err != nil {
			t.Fatal(err)
		}
		want[i].LastUsed = day(t, "2026-10-31")
	}
	if err := store.InsertAccess(t.Context(), want[1]); err != nil {
		t.Fatal(err)
	}
	if err := store.RevokeAccess(t.Context(), "ffffffffffff"); err != nil {
		t.Fatal(err)
	}
	want[1].Revoked = true
	same("used, revoked and written again")
}

func TestAudit(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	entries := []access.AuditEntry{
		{Access: "0123456789ab", Ministry: "interieur", Act: access.ActSignIn},
		{Access: "ba9876543210", Ministry: "culture", Act: access.ActMask, Procedure: "passeport", Subject: "x", Detail: "personal-data"},
		{Access: "0123456789ab", Ministry: "interieur", Act: access.ActSignOut},
	}
	for _, e := range entries {
		if err := store.Audit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	for ministry, want := range map[string][]access.AuditEntry{
		"": {entries[2], entries[1], entries[0]}, "interieur": {entries[2], entries[0]}, "nobody": nil,
	} {
		got, err := store.AuditTrail(t.Context(), ministry, 10)
		if err != nil {
			t.Fatal(err)
		}
		// Lines of one millisecond have no order.
		sorted := cmpopts.SortSlices(func(a, b access.AuditEntry) bool { return a.Act < b.Act })
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(access.AuditEntry{}, "At"), sorted); diff != "" {
			t.Errorf("%q (-want +got):\n%s", ministry, diff)
		}
		if !slices.IsSortedFunc(got, func(a, b access.AuditEntry) int { return b.At.Compare(a.At) }) {
			t.Errorf("%q: the newest line does not come first", ministry)
		}
	}
}

// written is a rating with a comment.
func written(procedure string, d observatory.Day, n uint64, satisfaction uint8, text string) rating.Rating {
	r := newRating(procedure, d, n, satisfaction)
	r.Comment, r.Button = text, "page"
	return r
}

// TestComments: what was erased is gone, what was masked has no text, what is
// in quarantine is for the operator alone, and the rest comes the newest first.
func TestComments(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday, tuesday := day(t, "2026-03-02"), day(t, "2026-03-03")
	plain, masked := written("passeport", monday, 1, 3, "simple"), written("passeport", monday, 2, 1, "Monsieur X")
	set, back := written("passeport", monday, 3, 1, "pasted"), written("passeport", monday, 4, 1, "back again")
	gone, later := written("passeport", monday, 5, 1, "erased"), written("passeport", tuesday, 6, 2, "=1+1")
	silent, other := newRating("passeport", tuesday, 7, 1), written("impots", tuesday, 8, 1, "elsewhere")
	undone := written("passeport", tuesday, 9, 1, "of no committed import")
	undone.Delivery.Node = 0
	later.Doubt = "many"
	corrected := plain
	corrected.Version, corrected.Comment, corrected.Delivery.Seq = 2, "simple, in the end", 10
	all := []rating.Rating{plain, masked, set, back, gone, later, silent, other, undone, corrected}
	if err := store.InsertRatings(t.Context(), all, "one"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		rating rating.Rating
		kind   rating.VerdictKind
	}{
		{masked, rating.VerdictMask}, {set, rating.VerdictQuarantine}, {back, rating.VerdictQuarantine}, {gone, rating.VerdictErase},
	} {
		judge(t, store, step.rating, step.kind)
	}
	judge(t, store, back, rating.VerdictRelease)

	for _, c := range []struct {
		name  string
		query rating.CommentQuery
		want  []string
	}{
		{"a ministry's", rating.CommentQuery{Procedures: []string{"passeport"}},
			[]string{"=1+1 doubtful", "simple, in the end accepted", " masked", "back again accepted"}},
		{"the operator's", rating.CommentQuery{Procedures: []string{"passeport", "impots"}, Quarantined: true},
			[]string{"=1+1 doubtful", "elsewhere accepted", "simple, in the end accepted", " masked", "pasted quarantined", "back again accepted"}},
		{"bad ones", rating.CommentQuery{Procedures: []string{"passeport"}, Satisfaction: 1}, []string{" masked", "back again accepted"}},
		{"a page", rating.CommentQuery{Procedures: []string{"passeport"}, Skip: 1, Most: 1}, []string{"simple, in the end accepted"}},
		{"of nothing", rating.CommentQuery{Quarantined: true}, nil},
		{"of what is no id", rating.CommentQuery{Procedures: []string{"') OR ('1'='1"}, Quarantined: true}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := comments(t, store, c.query)
			sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b }) // of one day and instant any order is good
			if diff := cmp.Diff(c.want, got, sorted); diff != "" && c.query.Most == 0 {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if uint64(len(got)) > c.query.Most && c.query.Most > 0 {
				t.Errorf("%d comments on a page of %d", len(got), c.query.Most)
			}
			if c.query.Satisfaction != 0 || c.query.Most != 0 {
				return
			}
			counts, err := store.CommentCounts(t.Context(), c.query)
			if err != nil {
				t.Fatal(err)
			}
			var n uint64
			for _, one := range counts {
				n += one.All
			}
			if n != uint64(len(c.want)) {
				t.Errorf("%d comments are counted, %d are there", n, len(c.want))
			}
		})
	}
}

func judge(t *testing.T, store *sql.Store, r rating.Rating, kind rating.VerdictKind) {
	t.Helper()
	v := rating.Verdict{Procedure: r.Procedure, Rating: r.ID, Kind: kind, Reason: "test", By: "operator"}
	if err := store.Judge(t.Context(), v); err != nil {
		t.Fatal(err)
	}
}

func comments(t *testing.T, store *sql.Store, q rating.CommentQuery) []string {
	t.Helper()
	var got []string
	var last observatory.Day
	err := store.Comments(t.Context(), q, func(c rating.Comment) error {
		if last != 0 && c.Day > last {
			t.Errorf("%s comes after %s", c.Day, last)
		}
		last = c.Day
		state := string(c.Standing)
		if c.Masked {
			state = "masked"
		}
		got = append(got, c.Text+" "+state)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestActivity(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	today := day(t, "2026-03-10")
	first := written("passeport", today-6, 1, 3, "")
	batch := []rating.Rating{first, written("passeport", today, 2, 1, ""), newRating("passeport", today-7, 3, 2), newRating("passeport", today-40, 4, 1)}
	if err := store.InsertRatings(t.Context(), batch, "one"); err != nil {
		t.Fatal(err)
	}
	judge(t, store, first, rating.VerdictQuarantine)
	events := []rating.EventCount{{Procedure: "passeport", Day: today - 1, Button: "letter", Kind: rating.EventOpened, N: 5}}
	if err := store.InsertEvents(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	activities, err := store.Activities(t.Context(), today)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]rating.Activity{"passeport": {Today: 1, Week: 2, Last: today}}, activities); diff != "" {
		t.Errorf("activities (-want +got):\n%s", diff)
	}
	days, err := store.DayCounts(t.Context(), "passeport", observatory.Window{Start: today - 7, End: today + 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.DayCount{
		{Day: today, Received: rating.Receipts{Accepted: 1}, Satisfaction: [3]uint64{1, 0, 0}},
		{Day: today - 6, Received: rating.Receipts{Quarantined: 1}},
		{Day: today - 7, Received: rating.Receipts{Accepted: 1}, Satisfaction: [3]uint64{0, 1, 0}},
	}, days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	buttons, err := store.ButtonActivity(t.Context(), "passeport", today)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.ButtonActivity{
		{Button: "", Ratings: 1, LastRating: today - 7},
		{Button: "letter", Events: 5, LastEvent: today - 1},
		{Button: "page", Ratings: 2, LastRating: today},
	}, buttons); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
}
