package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"observatory"
	"observatory/sql/sqltest"
)

// TestSelection sets ratings aside by what they have in common, and puts them
// back.
func TestSelection(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	noon := d.Start().Add(12 * time.Hour)
	var ratings []observatory.Rating
	add := func(change func(*observatory.Rating)) observatory.Rating {
		r := rating("a", d, uint64(len(ratings)+1), 3)
		r.Button = "b"
		if change != nil {
			change(&r)
		}
		ratings = append(ratings, r)
		return r
	}
	first := add(nil)
	add(func(r *observatory.Rating) { r.Doubt = "rate" })
	add(func(r *observatory.Rating) { r.Signed, r.ID = true, observatory.OnDay(r.ID, d-29) })
	add(func(r *observatory.Rating) { r.Button = "c" })
	add(func(r *observatory.Rating) { r.ReceivedAt = noon.Add(time.Hour) })
	add(func(r *observatory.Rating) { r.Procedure = "b" })
	add(func(r *observatory.Rating) { r.Delivery.Node = 0 })
	erased := add(nil)
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	judge := func(r observatory.Rating, kind observatory.VerdictKind, reason string) {
		t.Helper()
		if err := store.Judge(t.Context(), observatory.Verdict{Procedure: "a", Rating: r.ID, Kind: kind, Reason: reason, By: "operator"}); err != nil {
			t.Fatal(err)
		}
	}
	judge(erased, observatory.VerdictErase, "request")
	judge(first, observatory.VerdictQuarantine, "alone")

	all := observatory.Selection{Procedure: "a", From: noon, To: noon.Add(time.Hour)}
	button, unsigned, alone := all, all, all
	button.Button, unsigned.Unsigned, alone.Reason = "b", true, "burst"
	type counts = []observatory.SelectionCount
	aside := func(reason string, doubtful bool, n uint64) observatory.SelectionCount {
		return observatory.SelectionCount{Quarantined: true, Reason: reason, Doubtful: doubtful, Ratings: n}
	}
	expect := func(what string, sel observatory.Selection, want counts) {
		t.Helper()
		got, err := store.CountSelection(t.Context(), sel)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
		}
	}
	expect("all", all, counts{{Ratings: 2}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	expect("of a button", button, counts{{Ratings: 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	expect("unsigned", unsigned, counts{{Ratings: 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})

	act := func(sel observatory.Selection, kind observatory.VerdictKind, reason string) {
		t.Helper()
		for range 2 {
			if err := store.JudgeSelection(t.Context(), sel, kind, reason, "operator"); err != nil {
				t.Fatal(err)
			}
		}
		recount(t, store)
	}
	standing := func(what string, want observatory.Receipts) {
		t.Helper()
		receipts, err := store.Receipts(t.Context())
		if diff := cmp.Diff(want, receipts["a"]); err != nil || diff != "" {
			t.Errorf("%s: receipts %v (-want +got):\n%s", what, err, diff)
		}
	}
	act(unsigned, observatory.VerdictQuarantine, "burst")
	expect("set aside", all, counts{{Ratings: 1}, aside("alone", false, 1), aside("burst", false, 1), aside("burst", true, 1)})
	standing("set aside", observatory.Receipts{Accepted: 2, Quarantined: 3})
	reasons, err := store.Quarantined(t.Context())
	if diff := cmp.Diff(map[string]map[string]uint64{"a": {"alone": 1, "burst": 2}}, reasons); err != nil || diff != "" {
		t.Errorf("reasons %v (-want +got):\n%s", err, diff)
	}
	act(alone, observatory.VerdictRelease, "appeal")
	expect("put back", all, counts{{Ratings: 3 - 1}, {Doubtful: true, Ratings: 1}, aside("alone", false, 1)})
	standing("put back", observatory.Receipts{Accepted: 3, Doubtful: 1, Quarantined: 1})
	act(all, observatory.VerdictRelease, "appeal")
	standing("all put back", observatory.Receipts{Accepted: 4, Doubtful: 1})
	if err := store.JudgeSelection(t.Context(), all, observatory.VerdictErase, "x", "operator"); err == nil {
		t.Error("a selection was erased")
	}
}
