package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestMask: the texts of a masked rating go, of every version and of one that
// arrives afterwards; its answers and everybody else's texts stay.
func TestMask(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	march := day(t, "2026-03-02")
	masked, kept := newRating("passeport", march, 1, 3), newRating("passeport", march, 2, 1)
	for _, r := range []*rating.Rating{&masked, &kept} {
		r.Comment, r.HelpOtherText = "merci Stéphanie", "ma voisine"
	}
	later := masked
	later.Version, later.Delivery.Seq = 2, 3
	if err := store.InsertRatings(t.Context(), []rating.Rating{masked, kept}, "one"); err != nil {
		t.Fatal(err)
	}
	v := rating.Verdict{Procedure: "passeport", Rating: masked.ID, Kind: rating.VerdictMask, Reason: "name", By: "operator"}
	if err := store.Judge(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	texts := func() [2]string {
		var all [2]string
		for i, r := range []rating.Rating{masked, kept} {
			stored, err := store.Rating(t.Context(), r.ID)
			if err != nil || len(stored) != 1 {
				t.Fatalf("%d ratings are stored, error %v", len(stored), err)
			}
			if stored[0].Satisfaction != r.Satisfaction {
				t.Errorf("the answer became %d", stored[0].Satisfaction)
			}
			all[i] = stored[0].Comment + stored[0].HelpOtherText
		}
		return all
	}
	mask := func(want uint64) {
		t.Helper()
		if rows, err := store.Mask(t.Context()); err != nil || rows != want {
			t.Errorf("masked %d rows, error %v, want %d", rows, err, want)
		}
	}
	mask(1)
	mask(0)
	want := [2]string{"", "merci Stéphaniema voisine"}
	if diff := cmp.Diff(want, texts()); diff != "" {
		t.Errorf("the texts (-want +got):\n%s", diff)
	}
	if err := store.InsertRatings(t.Context(), []rating.Rating{later}, "two"); err != nil {
		t.Fatal(err)
	}
	mask(1)
	if diff := cmp.Diff(want, texts()); diff != "" {
		t.Errorf("the texts after a later step (-want +got):\n%s", diff)
	}
	if missing, err := store.Missing(t.Context(), []rating.Rating{masked, kept, later}); err != nil || len(missing) > 0 {
		t.Errorf("the shipper would bring back %v, error %v", missing, err)
	}
}

// TestTombstones: a database keeps what others know of erasures, once, and tells
// what it knows.
func TestTombstones(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	verdict := func(n uint64, kind rating.VerdictKind) rating.Verdict {
		return rating.Verdict{Procedure: "passeport", Rating: newRating("passeport", monday, n, 1).ID, Kind: kind, Reason: "r", By: "operator"}
	}
	quarantine, masked, erased := verdict(1, rating.VerdictQuarantine), verdict(1, rating.VerdictMask), verdict(2, rating.VerdictErase)
	for _, v := range []rating.Verdict{quarantine, masked} {
		if err := store.Judge(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := store.KeepTombstones(t.Context(), []rating.Verdict{masked, erased}); err != nil {
			t.Fatal(err)
		}
	}
	all, err := store.Tombstones(t.Context(), time.Time{}.AddDate(1969, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.Verdict{masked, erased}, all, cmpopts.IgnoreFields(rating.Verdict{}, "At")); diff != "" {
		t.Errorf("tombstones (-want +got):\n%s", diff)
	}
	if later, err := store.Tombstones(t.Context(), time.Now().Add(time.Hour)); err != nil || len(later) > 0 {
		t.Errorf("of the future: %v, error %v", later, err)
	}
	on, err := store.VerdictsOn(t.Context(), masked.Rating)
	if diff := cmp.Diff([]rating.Verdict{quarantine, masked}, on, cmpopts.IgnoreFields(rating.Verdict{}, "At")); diff != "" || err != nil {
		t.Errorf("verdicts on one rating, error %v (-want +got):\n%s", err, diff)
	}
}
