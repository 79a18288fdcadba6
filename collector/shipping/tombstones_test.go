package shipping

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory/rating"
)

// tombstones counts them in a journal.
func tombstones(t *testing.T, dir string) int {
	t.Helper()
	all, err := record.TombstonesIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestTombstones: an erasure reaches the journal, once, whatever is killed
// between the two, and no replay into a database that has forgotten everything
// brings the rating back.
func TestTombstones(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after bool // the collector is killed before, or after, it writes
		alone         bool // the command writes while no collector runs
	}{
		"running":                        {},
		"killed before the tombstone":    {before: true},
		"killed after the tombstone":     {after: true},
		"written while nothing runs":     {alone: true},
		"killed before, written alone":   {before: true, alone: true},
		"written alone, before anything": {alone: true, after: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, store := t.TempDir(), &shippingtest.Store{}
				b := newTestbed(t, dir, store, Config{})
				b.Start(t.Context())
				restart := func() {
					b.kill(t)
					b = newTestbed(t, dir, store, Config{})
					b.Start(t.Context())
				}
				peace := func() { time.Sleep(time.Minute); synctest.Wait() }
				ids := b.accept(t, 3)
				peace()
				if c.alone {
					b.kill(t)
					store.Erase(ids[1])
					writeAlone(t, dir, store.Erasures[0])
					b = newTestbed(t, dir, store, Config{})
					b.Start(t.Context())
				} else {
					store.Erase(ids[1])
				}
				if c.before {
					restart()
				}
				peace()
				if n := tombstones(t, dir); n != 1 {
					t.Errorf("%d tombstones are in the journal, want 1", n)
				}
				if c.after {
					restart()
					peace()
				}
				store.Want(t, []uuid.UUID{ids[0], ids[2]})

				store.Restore()
				peace()
				store.Want(t, []uuid.UUID{ids[0], ids[2]})
				if len(store.Erasures) != 1 || store.Erasures[0].Rating != ids[1] || store.Erasures[0].Reason != "request" {
					t.Errorf("the restored database knows the erasures %+v", store.Erasures)
				}
				if n := tombstones(t, dir); n != 1 {
					t.Errorf("%d tombstones are in the journal after a restore", n)
				}
				if h := b.Health(); h.Verified != 4 {
					t.Errorf("tombstones are in the way: %+v", h)
				}
				b.kill(t)
			})
		})
	}
}

// writeAlone writes a tombstone as the command does without a running serve.
func writeAlone(t *testing.T, dir string, v rating.Verdict) {
	t.Helper()
	j, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: 256 << 10, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	if err := record.WriteTombstone(t.Context(), j, v); err != nil {
		t.Error(err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

// TestErasedBeforeItWasShipped: a tombstone also stops what is still on its way.
func TestErasedBeforeItWasShipped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, store := t.TempDir(), &shippingtest.Store{Next: func(shippingtest.Call) shippingtest.Fault { return shippingtest.Before }}
		b := newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 2)
		time.Sleep(5 * time.Second)
		b.kill(t)
		writeAlone(t, dir, rating.Verdict{Procedure: "impots-revenu", Rating: ids[0], Kind: rating.VerdictErase, Reason: "r"})
		store.Fail(nil)
		b = newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		time.Sleep(time.Minute)
		synctest.Wait()
		store.Want(t, ids[1:])
		b.kill(t)
	})
}
