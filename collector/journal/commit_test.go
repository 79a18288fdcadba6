package journal_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"servicequality/collector/journal"
)

// Every number is given out once, and means the payload it was given for.
func TestSixtyFourWriters(t *testing.T) {
	t.Parallel()
	cfg := small(t, t.TempDir())
	cfg.SegmentBytes = 256 << 10
	j := open(t, cfg)
	const writers, each = 64, 100
	acked := make([]string, writers*each+1)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				text := fmt.Sprintf("writer %d record %d", w, i)
				seq, err := j.Append(t.Context(), 1, []byte(text))
				if err != nil {
					t.Error(err)
					return
				}
				acked[seq] = text
			}
		})
	}
	wg.Wait()
	seq := uint64(0)
	for r, err := range j.Read(1) {
		seq++
		if err != nil || r.Seq != seq || string(r.Payload) != acked[seq] {
			t.Fatalf("record %d is %q, %v, want %q", r.Seq, r.Payload, err, acked[seq])
		}
	}
	equal(t, "records", seq, writers*each)
	if s := j.Stats(); s.Groups >= s.Records || s.PendingRecords != 0 || s.PendingBytes != 0 {
		t.Errorf("stats %+v, want fewer groups than records and nothing pending", s)
	}
}

// held is a journal whose fdatasync of the tail waits until the gate is closed.
func held(t *testing.T, cfg journal.Config) (j *journal.Journal, gate chan struct{}) {
	disk := newFaulty()
	cfg.Disk = disk
	closeJournal(t, open(t, cfg)) // so that the tail's file has its final name
	j = open(t, cfg)
	gate = make(chan struct{})
	disk.onSync(func(f *os.File) error {
		if tailOf(f) {
			<-gate
		}
		return nil
	})
	return j, gate
}

func TestBackPressure(t *testing.T) {
	for name, limit := range map[string]func(*journal.Config){
		"waiters": func(c *journal.Config) { c.MaxWaiters = 5 },
		"bytes":   func(c *journal.Config) { c.MaxPendingBytes = 5 * (100 + 17) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := small(t, t.TempDir())
				limit(&cfg)
				j, gate := held(t, cfg)
				var wg sync.WaitGroup
				for range 5 {
					wg.Go(func() {
						if _, err := j.Append(t.Context(), 1, make([]byte, 100)); err != nil {
							t.Error(err)
						}
					})
				}
				synctest.Wait()
				equal(t, "pending", j.Stats().PendingRecords, 5)
				if _, err := j.Append(t.Context(), 1, make([]byte, 100)); !errors.Is(err, journal.ErrBusy) {
					t.Errorf("Append of a sixth: %v, want ErrBusy", err)
				}
				close(gate)
				wg.Wait()
				if _, err := j.Append(t.Context(), 1, make([]byte, 100)); err != nil {
					t.Errorf("Append after the jam: %v", err)
				}
				equal(t, "refused", j.Stats().RefusedBusy, 1)
			})
		})
	}
}

// Nothing is acknowledged, readable or announced before its fdatasync returns.
func TestNothingBeforeSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, gate := held(t, small(t, t.TempDir()))
		var acked, woken bool
		go func() {
			_, err := j.Append(t.Context(), 1, payload(1))
			acked = err == nil
		}()
		go func() { woken = j.Wait(t.Context(), 0) == nil }()
		synctest.Wait()
		if acked || woken || j.Committed() != 0 || len(read(t, j, 1)) != 0 {
			t.Fatalf("acked %v, woken %v, committed %d before fdatasync", acked, woken, j.Committed())
		}
		close(gate)
		synctest.Wait()
		if !acked || !woken || j.Committed() != 1 || len(read(t, j, 1)) != 1 {
			t.Fatalf("acked %v, woken %v, committed %d after fdatasync", acked, woken, j.Committed())
		}
	})
}

func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := open(t, small(t, t.TempDir()))
		add(t, j, 1, 3)
		if err := j.Wait(t.Context(), 2); err != nil {
			t.Fatalf("Wait for what is there: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := j.Wait(ctx, 3); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Wait for nothing: %v, want DeadlineExceeded", err)
		}
		ended := make(chan error)
		go func() { ended <- j.Wait(t.Context(), 3) }()
		synctest.Wait()
		closeJournal(t, j)
		if err := <-ended; !errors.Is(err, journal.ErrClosed) {
			t.Errorf("Wait over Close: %v, want ErrClosed", err)
		}
	})
}

// A writer that leaves does not disturb its group.
func TestContextEndsWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j, gate := held(t, small(t, t.TempDir()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := j.Append(ctx, kind(1), payload(1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("Append = %v, want DeadlineExceeded", err)
		}
		close(gate)
		add(t, j, 2, 2)
		equal(t, "records", read(t, j, 1), want(1, 2))
	})
}

func TestCloseCommitsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := small(t, t.TempDir())
		j, gate := held(t, cfg)
		var wg sync.WaitGroup
		for n := range uint64(3) {
			wg.Go(func() {
				if _, err := j.Append(t.Context(), 1, payload(n)); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		go close(gate)
		closeJournal(t, j)
		wg.Wait()
		equal(t, "committed", open(t, cfg).Committed(), 3)
	})
}
