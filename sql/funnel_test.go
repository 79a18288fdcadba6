package sql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

func TestEventsWrittenTwiceCountOnce(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	counts := []rating.EventCount{
		{Procedure: "a", Day: d, Kind: rating.EventOpened, N: 7, Flush: rating.Flush{Node: 1, Epoch: 2, At: 3}},
		{Procedure: "a", Day: d, Button: "page", Kind: rating.EventOpened, N: 1, Flush: rating.Flush{Node: 1, Epoch: 2, At: 3}},
		{Procedure: "a", Day: d, Kind: rating.EventOpened, N: 2, Flush: rating.Flush{Node: 1, Epoch: 2, At: 4}},
		{Procedure: "a", Day: d, Kind: rating.EventStarted, N: 1, Flush: rating.Flush{Node: 1, Epoch: 2, At: 4}},
		{Procedure: "a", Day: d + 1, Kind: rating.EventOpened, N: 100, Flush: rating.Flush{Node: 1, Epoch: 2, At: 5}},
		{Procedure: "b", Day: d, Kind: rating.EventOffered, N: 1, Flush: rating.Flush{Node: 1, Epoch: 2, At: 5}},
	}
	for range 2 {
		if err := store.InsertEvents(t.Context(), counts); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.InsertRatings(t.Context(), []rating.Rating{newRating("a", d, 1, 3), newRating("a", d, 2, 3), newRating("c", d, 3, 1)}, "one"); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	window := observatory.Window{Start: day(t, "2026-03-01"), End: day(t, "2026-04-01")}
	got, err := store.Funnels(t.Context(), "", window)
	if err != nil {
		t.Fatal(err)
	}
	n := func(n uint64) *uint64 { return &n }
	want := map[string]rating.Funnel{
		"a": {State: rating.FunnelInconsistent, Opened: n(10), Started: n(1), Sent: 2},
		"b": {State: rating.FunnelIndicative, Offered: n(1)},
		"c": {State: rating.FunnelNotCollected, Sent: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if one, err := store.Funnels(t.Context(), "b", window); err != nil || len(one) != 1 {
		t.Errorf("one procedure: %v, error %v", one, err)
	}
}

func TestVolumes(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	n := func(n uint64) *uint64 { return &n }
	volume := func(id, channel string, completed uint64, number uint32) observatory.Volume {
		return observatory.Volume{ID: id, Procedure: "a", Start: day(t, "2026-01-01"), End: day(t, "2026-03-31"), Channel: channel,
			Completed: n(completed), Method: "counted", Source: "s", Import: number}
	}
	state := func(all ...observatory.Volume) {
		t.Helper()
		if err := store.InsertVolumes(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(what string, want ...uint64) {
		t.Helper()
		all, err := store.Volumes(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		got := make([]uint64, len(all))
		for i, v := range all {
			got[i] = *v.Completed
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	state(volume("x", "all", 10, 0), volume("y", "online", 5, 0))
	state(volume("x", "all", 10, 0), volume("y", "online", 5, 0))
	expect("stated twice", 10, 5)
	state(volume("x", "all", 12, 0))
	expect("corrected", 12, 5)
	started := observatory.Import{Kind: observatory.ImportVolumes, State: observatory.ImportStarted}
	if err := store.SaveImport(t.Context(), &started); err != nil {
		t.Fatal(err)
	}
	state(volume("other", "all", 20, started.Number))
	expect("import not committed", 12, 5)
	started.State = observatory.ImportCommitted
	if err := store.SaveImport(t.Context(), &started); err != nil {
		t.Fatal(err)
	}
	expect("import committed", 20, 5)
	started.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &started); err != nil {
		t.Fatal(err)
	}
	if err := store.PurgeImport(t.Context(), started); err != nil {
		t.Fatal(err)
	}
	expect("import undone", 12, 5)
	moved := volume("y", "online", 5, 0)
	moved.End = day(t, "2026-06-30")
	moved.Started, moved.Completed = n(9), nil
	state(moved)
	all, err := store.Volumes(t.Context())
	if err != nil || len(all) != 2 || all[1].End != moved.End || *all[1].Started != 9 || all[1].Completed != nil {
		t.Errorf("a statement that moved to another period: %+v, error %v", all, err)
	}
}
