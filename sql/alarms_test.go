package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// newAlarm is one of the procedure, opened at noon of a day in May.
func newAlarm(procedure string, kind alarm.Kind, day int) alarm.Alarm {
	mark := observatory.Micro(8_600_000)
	f := alarm.Finding{Procedure: procedure, Kind: kind, Subject: "it's a \\ \"subject\"",
		Day: observatory.NewDay(2026, 5, day), LastTrue: observatory.NewDay(2026, 5, day+1),
		Details: alarm.Details{Mark: &mark, Ratings: 7, From: time.Date(2026, 5, day, 1, 0, 0, 0, time.UTC)}}
	return alarm.Alarm{ID: f.ID(), Finding: f, OpenedAt: time.Date(2026, 5, day, 12, 0, 0, 0, time.UTC)}
}

func TestAlarms(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	a, b := newAlarm("a", alarm.KindHost, 2), newAlarm("b", alarm.KindDrop, 1)
	if err := store.SaveAlarms(t.Context(), []alarm.Alarm{b, a}); err != nil {
		t.Fatal(err)
	}
	list := func(want []alarm.Alarm, procedures ...string) {
		t.Helper()
		got, err := store.Alarms(t.Context(), procedures...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if !got[i].AcknowledgedAt.IsZero() {
				got[i].AcknowledgedAt = a.OpenedAt // the database's clock
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", procedures, diff)
		}
	}
	list([]alarm.Alarm{a, b})
	list([]alarm.Alarm{b}, "b", "c")
	list(nil, "b'] OR ['")
	if err := store.AcknowledgeAlarm(t.Context(), a.ID, "operator"); err != nil {
		t.Fatal(err)
	}
	// What was read before the acknowledgement, written after it.
	a.LastTrue++
	b.ClosedAt = b.OpenedAt.Add(time.Hour)
	if err := store.SaveAlarms(t.Context(), []alarm.Alarm{a, b}); err != nil {
		t.Fatal(err)
	}
	a.AcknowledgedAt, a.AcknowledgedBy = a.OpenedAt, "operator"
	list([]alarm.Alarm{a, b})
	public, err := store.PublicAlarms(t.Context(), a.OpenedAt)
	if err != nil || len(public) != 1 || public[0].ID != a.ID || public[0].Subject != "" || public[0].Details.Ratings != 7 {
		t.Errorf("the public sees %+v, %v", public, err)
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	a := newAlarm("a", alarm.KindHost, 2)
	for _, n := range []struct {
		key       string
		delivered bool
	}{{"one", false}, {"two", false}, {"one", true}} {
		if err := store.SaveNotice(t.Context(), a.ID, n.key, n.delivered); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Notices(t.Context())
	if diff := cmp.Diff(map[string]bool{"one": true, "two": false}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if all, err := store.Alarms(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("notices are alarms: %+v, %v", all, err)
	}
}

// TestWatches: what the watches are told of ratings that came in different ways.
func TestWatches(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	last := day(t, "2026-03-31")
	noon := last.Start().Add(12 * time.Hour)
	var ratings []rating.Rating
	add := func(n int, d observatory.Day, change func(*rating.Rating)) {
		for range n {
			r := newRating("a", d, uint64(len(ratings)+1), 3)
			if change != nil {
				change(&r)
			}
			ratings = append(ratings, r)
		}
	}
	add(3, last, func(r *rating.Rating) { r.Button = "b" })
	add(2, last, func(r *rating.Rating) { r.Doubt, r.ReceivedAt = "rate", r.ReceivedAt.Add(time.Minute) })
	add(1, last, func(r *rating.Rating) { r.Signed = true })
	add(2, last-27, nil)
	add(1, last-28, nil)
	add(4, day(t, "2025-03-31"), nil)
	add(1, day(t, "2025-03-03"), nil)
	add(1, last+1, func(r *rating.Rating) { r.Channel = "phone" })
	add(5, last, func(r *rating.Rating) { r.Delivery = rating.Delivery{Epoch: 9, Seq: r.Delivery.Seq} })
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	pulses, err := store.Pulses(t.Context(), last-800)
	want := map[string]alarm.Pulse{"a": {Last: last, Recent: 8, YearBefore: 4}}
	if diff := cmp.Diff(want, pulses); err != nil || diff != "" {
		t.Errorf("pulses %v (-want +got):\n%s", err, diff)
	}
	hours := func(what string, want ...alarm.HourCount) {
		t.Helper()
		got, err := store.Hours(t.Context(), noon, noon.AddDate(0, 0, 1))
		if diff := cmp.Diff(want, got["a"]); err != nil || diff != "" {
			t.Errorf("%s: hours %v (-want +got):\n%s", what, err, diff)
		}
	}
	hours("at first", alarm.HourCount{Hour: noon.UTC(), Ratings: 5, Doubtful: 2, Button: "b", ByButton: 3})
	verdict := rating.Verdict{Procedure: "a", Rating: ratings[0].ID, Kind: rating.VerdictQuarantine, Reason: "test", By: "operator"}
	if err := store.Judge(t.Context(), verdict); err != nil {
		t.Fatal(err)
	}
	hours("with one set aside", alarm.HourCount{Hour: noon.UTC(), Ratings: 4, Doubtful: 2, Button: "b", ByButton: 2})

	recount(t, store)
	days, err := store.Days(t.Context(), "a", observatory.Window{Start: last - 27, End: last + 1})
	if err != nil {
		t.Fatal(err)
	}
	var counts []uint64
	for _, tally := range days {
		for _, slice := range tally.Slices {
			counts = append(counts, uint64(tally.Day), slice.Counts[2])
		}
	}
	// Signed ratings are a slice of their own; doubtful ones, those in quarantine
	// and those of an import that was not committed are none.
	if diff := cmp.Diff([]uint64{uint64(last - 27), 2, uint64(last), 2, uint64(last), 1}, counts); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
}
