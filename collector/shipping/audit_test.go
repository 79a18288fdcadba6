package shipping

import (
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
)

// TestAudit compares the journal with a database that got everything, then
// with one that lost half of it.
func TestAudit(t *testing.T) {
	t.Parallel()
	if _, err := NewAudit(t.Context(), t.TempDir(), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a journal the error is %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		dir, store := t.TempDir(), &shippingtest.Store{}
		b := newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		b.accept(t, 10)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		b.accept(t, 1)
		if _, err := b.journal.Append(t.Context(), 99, []byte("of a later release")); err != nil {
			t.Fatal(err)
		}
		a, err := NewAudit(t.Context(), dir, store)
		if err != nil {
			t.Fatal(err)
		}
		if a.Ratings != 11 || a.Records != 12 || a.Unreadable != 1 || a.Pending != 2 || a.Missing != 0 {
			t.Errorf("a sound journal: %+v", a)
		}
		if want := observatory.DayOf(shippingtest.Now()); a.Since != want {
			t.Errorf("the earliest day is %s, want %s", a.Since, want)
		}
		hour := Hour{Start: shippingtest.Now().Truncate(time.Hour).UTC(), Acknowledged: 11, Records: 11, Ratings: 11, Stored: 10, Pending: 1}
		if diff := cmp.Diff([]Hour{hour}, a.Hours); diff != "" || len(a.Unbalanced()) != 0 {
			t.Errorf("the hours (-want +got):\n%s", diff)
		}
		store.Lose(5)
		if a, err = NewAudit(t.Context(), dir, store); err != nil || a.Missing != 5 {
			t.Errorf("after the loss of five: %+v %v", a, err)
		}
		if hour.Stored = 5; cmp.Diff([]Hour{hour}, a.Unbalanced()) != "" {
			t.Errorf("after the loss of five the unbalanced hours are %+v", a.Unbalanced())
		}
		store.Fail(func(shippingtest.Call) shippingtest.Fault { return shippingtest.Before })
		if _, err = NewAudit(t.Context(), dir, store); err == nil {
			t.Error("a database that does not answer was not told")
		}
		store.Fail(nil)
		b.kill(t)
	})
}

// TestAuditGaps: numbers without a record, and records that cannot be read, are
// acknowledged all the same, in the hour of the next one that can.
func TestAuditGaps(t *testing.T) {
	t.Parallel()
	payload, err := record.AppendRating(nil, shippingtest.Rating())
	if err != nil {
		t.Fatal(err)
	}
	for damaged, acknowledged := range map[uint64]uint64{0: 4, 2: 6} { // without damage a segment retired meanwhile
		a := auditor{seen: map[uint64]*Hour{}, lost: map[uint64]bool{}, hours: map[int64]*Hour{}, gaps: map[*Hour]uint64{}, shared: plainjson.Words{}, shipped: 9}
		for _, r := range []journal.Record{
			{Seq: 3, Type: record.TypeRating, Payload: payload}, {Seq: 4, Type: record.TypeRating, Payload: payload},
			{Seq: 7, Type: record.TypeRating, Payload: []byte("\x01{")}, {Seq: 8, Type: record.TypeRating, Payload: payload},
		} {
			if err := a.record(r); err != nil {
				t.Fatal(err)
			}
		}
		a.audit.Damaged = damaged
		want := []Hour{{Start: shippingtest.Rating().ReceivedAt.Truncate(time.Hour), Acknowledged: acknowledged, Records: 3, Ratings: 1, Stored: 1}}
		if diff := cmp.Diff(want, a.sum()); diff != "" || a.audit.Unreadable != 1 {
			t.Errorf("%d damaged, %d unreadable (-want +got):\n%s", damaged, a.audit.Unreadable, diff)
		}
	}
}
