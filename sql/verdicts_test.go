package sql_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// standings counts the citizens of a procedure's satisfaction by standing.
func standings(t *testing.T, store *sql.Store, procedure string, d observatory.Day) map[rating.Standing]uint64 {
	t.Helper()
	recount(t, store)
	evidence, err := store.Evidence(t.Context(), procedure, observatory.Window{Start: d, End: d + 1})
	if err != nil {
		t.Fatal(err)
	}
	all := map[rating.Standing]uint64{}
	for c, n := range flatten(evidence) {
		if c.slice.Question == rating.QuestionSatisfaction && c.slice.Dimension == "" {
			all[c.slice.Standing] += n.Citizens
		}
	}
	return all
}

// TestVerdicts follows one of three ratings through quarantine, release and
// erasure, on the real engine.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	ratings := []rating.Rating{
		newRating("passeport", monday, 1, 3), newRating("passeport", monday, 2, 1), newRating("passeport", monday, 3, 2),
	}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	judged := ratings[1].ID
	for _, step := range []struct {
		kind rating.VerdictKind
		want map[rating.Standing]uint64
	}{
		{rating.VerdictQuarantine, map[rating.Standing]uint64{rating.Accepted: 2, rating.Quarantined: 1}},
		{rating.VerdictQuarantine, map[rating.Standing]uint64{rating.Accepted: 2, rating.Quarantined: 1}},
		{rating.VerdictRelease, map[rating.Standing]uint64{rating.Accepted: 3}},
		{rating.VerdictQuarantine, map[rating.Standing]uint64{rating.Accepted: 2, rating.Quarantined: 1}},
		{rating.VerdictErase, map[rating.Standing]uint64{rating.Accepted: 2}},
		{rating.VerdictRelease, map[rating.Standing]uint64{rating.Accepted: 2}},
	} {
		v := rating.Verdict{Procedure: "passeport", Rating: judged, Kind: step.kind, Reason: "test", By: "operator"}
		if err := store.Judge(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, standings(t, store, "passeport", monday)); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", step.kind, diff)
		}
	}
}

// TestErase: every version of an erased rating goes, also one that arrives
// after the erasure, no other rating does, and the shipper never misses it.
func TestErase(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	march, april := day(t, "2026-03-02"), day(t, "2026-04-06")
	erased, kept := newRating("passeport", march, 1, 3), newRating("passeport", march, 2, 1)
	later := erased
	later.Version, later.Delivery.Seq = 2, 3
	same := newRating("impots", march, 4, 2)
	same.ID = erased.ID // another procedure's row under the same id
	elsewhere := newRating("passeport", april, 5, 2)
	all := []rating.Rating{erased, kept, same, later, elsewhere}
	for i, batch := range [][]rating.Rating{all[:3], all[3:4], all[4:]} {
		if err := store.InsertRatings(t.Context(), batch, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	standing := func(r rating.Rating) [2]bool {
		stored, gone, err := store.RatingStanding(t.Context(), r.Procedure, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return [2]bool{stored, gone}
	}
	if got := standing(erased); got != [2]bool{true, false} {
		t.Fatalf("stored, erased = %v before", got)
	}
	v := rating.Verdict{Procedure: "passeport", Rating: erased.ID, Kind: rating.VerdictErase, Reason: "request", By: "operator"}
	if err := store.Judge(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	erase := func(some bool) {
		t.Helper()
		// The engine may have merged two versions into one row by itself.
		if rows, err := store.Erase(t.Context()); err != nil || rows > 0 != some {
			t.Errorf("erased %d rows, error %v, want some: %v", rows, err, some)
		}
	}
	erase(true)
	erase(false)
	for name, c := range map[string]struct {
		rating rating.Rating
		want   [2]bool
	}{
		"the erased":            {erased, [2]bool{false, true}},
		"its neighbour":         {kept, [2]bool{true, false}},
		"the other procedure's": {same, [2]bool{true, false}},
		"another month's":       {elsewhere, [2]bool{true, false}},
	} {
		if got := standing(c.rating); got != c.want {
			t.Errorf("%s: stored, erased = %v, want %v", name, got, c.want)
		}
	}
	missing, err := store.Missing(t.Context(), all)
	if err != nil || len(missing) != 0 {
		t.Errorf("the shipper would bring back %v, error %v", missing, err)
	}

	late := erased
	late.Version, late.Delivery.Seq = 3, 6
	if err := store.InsertRatings(t.Context(), []rating.Rating{late}, "late"); err != nil {
		t.Fatal(err)
	}
	want := map[rating.Standing]uint64{rating.Accepted: 1}
	if diff := cmp.Diff(want, standings(t, store, "passeport", march)); diff != "" {
		t.Errorf("a row that came after its erasure counts (-want +got):\n%s", diff)
	}
	erase(true)
}

// TestMaskedTextStaysCounted: a verdict about a text says nothing of whether the
// rating counts.
func TestMaskedTextStaysCounted(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	r := newRating("a", day(t, "2026-03-31"), 1, 3)
	if err := store.InsertRatings(t.Context(), []rating.Rating{r}, "one"); err != nil {
		t.Fatal(err)
	}
	mask := rating.Verdict{Procedure: "a", Rating: r.ID, Kind: rating.VerdictMask, Reason: "names", By: "owner"}
	if err := store.Judge(t.Context(), mask); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	receipts, err := store.Receipts(t.Context())
	if err != nil || receipts["a"] != (rating.Receipts{Accepted: 1}) {
		t.Errorf("a rating whose text is masked counts as %+v, %v", receipts["a"], err)
	}
}
