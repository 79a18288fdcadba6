package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestSelection sets ratings aside by what they have in common, and puts them
// back.
func TestSelection(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	noon := d.Start().Add(12 * time.Hour)
	var ratings []rating.Rating
	add := func(change func(*rating.Rating)) rating.Rating {
		r := newRating("a", d, uint64(len(ratings)+1), 3)
		r.Button = "b"
		if change != nil {
			change(&r)
		}
		ratings = append(ratings, r)
		return r
	}
	first := add(nil)
	add(func(r *rating.Rating) { r.Doubt = "rate" })
	add(func(r *rating.Rating) { r.Signed, r.ID = true, rating.OnDay(r.ID, d-29) })
	add(func(r *rating.Rating) { r.Button = "c" })
	add(func(r *rating.Rating) { r.ReceivedAt = noon.Add(time.Hour) })
	add(func(r *rating.Rating) { r.Procedure = "b" })
	add(func(r *rating.Rating) { r.Delivery.Node = 0 })
	erased := add(nil)
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	judge := func(r rating.Rating, kind rating.VerdictKind, reason string) {
		t.Helper()
		if err := store.Judge(t.Context(), rating.Verdict{Procedure: "a", Rating: r.ID, Kind: kind, Reason: reason, By: "operator"}); err != nil {
			t.Fatal(err)
		}
	}
	judge(erased, rating.VerdictErase, "request")
	judge(first, rating.VerdictQuarantine, "alone")

	all := rating.Selection{Procedure: "a", From: noon, To: noon.Add(time.Hour)}
	button, unsigned, alone := all, all, all
	button.Button, unsigned.Unsigned, alone.Reason = "b", true, "burst"
	type counts = []rating.SelectionCount
	aside := func(reason string, doubtful bool, n uint64) rating.SelectionCount {
		return rating.SelectionCount{Quarantined: true, Reason: reason, Doubtful: doubtful, Ratings: n}
	}
	expect := func(what string, sel rating.Selection, want counts) {
		t.Helper()
		got, err := store.CountSelection(t.Context(), sel)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
		}
	}
	expect("all", all, counts{{Ratings: 2}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	expect("of a button", button, counts{{Ratings: 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	expect("unsigned", unsigned, counts{{Ratings: 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})

	act := func(sel rating.Selection, kind rating.VerdictKind, reason string) {
		t.Helper()
		for range 2 {
			if err := store.JudgeSelection(t.Context(), sel, kind, reason, "operator"); err != nil {
				t.Fatal(err)
			}
		}
		recount(t, store)
	}
	standing := func(what string, want rating.Receipts) {
		t.Helper()
		receipts, err := store.Receipts(t.Context())
		if diff := cmp.Diff(want, receipts["a"]); err != nil || diff != "" {
			t.Errorf("%s: receipts %v (-want +got):\n%s", what, err, diff)
		}
	}
	act(unsigned, rating.VerdictQuarantine, "burst")
	expect("set aside", all, counts{{Ratings: 1}, aside("alone", false, 1), aside("burst", false, 1), aside("burst", true, 1)})
	standing("set aside", rating.Receipts{Accepted: 2, Quarantined: 3})
	reasons, err := store.Quarantined(t.Context())
	if diff := cmp.Diff(map[string]map[string]uint64{"a": {"alone": 1, "burst": 2}}, reasons); err != nil || diff != "" {
		t.Errorf("reasons %v (-want +got):\n%s", err, diff)
	}
	act(alone, rating.VerdictRelease, "appeal")
	expect("put back", all, counts{{Ratings: 3 - 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	standing("put back", rating.Receipts{Accepted: 3, Doubtful: 1, Quarantined: 1})
	act(all, rating.VerdictRelease, "appeal")
	standing("all put back", rating.Receipts{Accepted: 4, Doubtful: 1})
	if err := store.JudgeSelection(t.Context(), all, rating.VerdictErase, "x", "operator"); err == nil {
		t.Error("a selection was erased")
	}
}
