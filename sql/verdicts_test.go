package sql_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
	"observatory/sql"
	"observatory/sql/sqltest"
)

// standings counts the citizens of a procedure's satisfaction by standing.
func standings(t *testing.T, store *sql.Store, procedure string, d observatory.Day) map[observatory.Standing]uint64 {
	t.Helper()
	recount(t, store)
	evidence, err := store.Evidence(t.Context(), procedure, observatory.Window{Start: d, End: d + 1})
	if err != nil {
		t.Fatal(err)
	}
	all := map[observatory.Standing]uint64{}
	for c, n := range flatten(evidence) {
		if c.slice.Question == observatory.QuestionSatisfaction && c.slice.Dimension == "" {
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
	ratings := []observatory.Rating{
		rating("passeport", monday, 1, 3), rating("passeport", monday, 2, 1), rating("passeport", monday, 3, 2),
	}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	judged := ratings[1].ID
	for _, step := range []struct {
		kind observatory.VerdictKind
		want map[observatory.Standing]uint64
	}{
		{observatory.VerdictQuarantine, map[observatory.Standing]uint64{observatory.Accepted: 2, observatory.Quarantined: 1}},
		{observatory.VerdictQuarantine, map[observatory.Standing]uint64{observatory.Accepted: 2, observatory.Quarantined: 1}},
		{observatory.VerdictRelease, map[observatory.Standing]uint64{observatory.Accepted: 3}},
		{observatory.VerdictQuarantine, map[observatory.Standing]uint64{observatory.Accepted: 2, observatory.Quarantined: 1}},
		{observatory.VerdictErase, map[observatory.Standing]uint64{observatory.Accepted: 2}},
		{observatory.VerdictRelease, map[observatory.Standing]uint64{observatory.Accepted: 2}},
	} {
		v := observatory.Verdict{Procedure: "passeport", Rating: judged, Kind: step.kind, Reason: "test", By: "operator"}
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
	erased, kept := rating("passeport", march, 1, 3), rating("passeport", march, 2, 1)
	later := erased
	later.Version, later.Delivery.Seq = 2, 3
	same := rating("impots", march, 4, 2)
	same.ID = erased.ID // another procedure's row under the same id
	elsewhere := rating("passeport", april, 5, 2)
	all := []observatory.Rating{erased, kept, same, later, elsewhere}
	for i, batch := range [][]observatory.Rating{all[:3], all[3:4], all[4:]} {
		if err := store.InsertRatings(t.Context(), batch, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	standing := func(r observatory.Rating) [2]bool {
		stored, gone, err := store.RatingStanding(t.Context(), r.Procedure, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return [2]bool{stored, gone}
	}
	if got := standing(erased); got != [2]bool{true, false} {
		t.Fatalf("stored, erased = %v before", got)
	}
	v := observatory.Verdict{Procedure: "passeport", Rating: erased.ID, Kind: observatory.VerdictErase, Reason: "request", By: "operator"}
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
		rating observatory.Rating
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
	if err := store.InsertRatings(t.Context(), []observatory.Rating{late}, "late"); err != nil {
		t.Fatal(err)
	}
	want := map[observatory.Standing]uint64{observatory.Accepted: 1}
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
	r := rating("a", day(t, "2026-03-31"), 1, 3)
	if err := store.InsertRatings(t.Context(), []observatory.Rating{r}, "one"); err != nil {
		t.Fatal(err)
	}
	mask := observatory.Verdict{Procedure: "a", Rating: r.ID, Kind: observatory.VerdictMask, Reason: "names", By: "owner"}
	if err := store.Judge(t.Context(), mask); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	receipts, err := store.Receipts(t.Context())
	if err != nil || receipts["a"] != (observatory.Receipts{Accepted: 1}) {
		t.Errorf("a rating whose text is masked counts as %+v, %v", receipts["a"], err)
	}
}
