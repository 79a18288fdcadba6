package journal_test

import (
	"sync/atomic"
	"testing"
	"time"

	"servicequality/collector/journal"
)

// ahead is a clock that runs ahead of the machine's.
type ahead struct{ by atomic.Int64 }

func (a *ahead) add(d time.Duration) { a.by.Add(int64(d)) }
func (a *ahead) now() time.Time      { return time.Now().Add(time.Duration(a.by.Load())) }

func retire(t *testing.T, j *journal.Journal) int {
	t.Helper()
	n, err := j.Retire()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A segment goes when it is verified and old, not before.
func TestRetention(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	var clock ahead
	cfg := small(t, dir)
	cfg.Now = clock.now
	j := open(t, cfg)
	files := len(segments(t, dir))

	saveCursor(t, j, journal.Cursor{Shipped: 250, Verified: 250})
	equal(t, "verified and young", retire(t, j), 0)

	clock.add(49 * time.Hour)
	saveCursor(t, j, journal.Cursor{Shipped: 250, Verified: 0})
	equal(t, "old and not verified", retire(t, j), 0)
	equal(t, "records", read(t, j, 1), want(1, 250))

	saveCursor(t, j, journal.Cursor{Shipped: 250, Verified: 130})
	gone := retire(t, j)
	if gone == 0 || gone >= files || j.First() > 131 {
		t.Fatalf("%d of %d segments retired, first record is %d", gone, files, j.First())
	}
	equal(t, "records", read(t, j, 1), want(j.First(), 250))

	saveCursor(t, j, journal.Cursor{Shipped: 250, Verified: 250})
	equal(t, "the rest", retire(t, j), files-gone)
	equal(t, "first", j.First(), 251)
	equal(t, "records", len(read(t, j, 1)), 0)
	add(t, j, 251, 260)
	closeJournal(t, j)

	j = open(t, cfg)
	equal(t, "after reopening", read(t, j, 1), want(251, 260))
	s := j.Stats()
	equal(t, "damaged", s.Damaged, 0)
	equal(t, "segments", s.Segments, 1)
}

// On a quiet day records leave all the same: a segment spans an hour at most.
func TestQuietSegmentsTurnOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var clock ahead
	cfg := small(t, dir)
	cfg.Now = clock.now
	j := open(t, cfg)
	for n := uint64(1); n <= 4; n++ {
		add(t, j, n, n)
		for range 2 {
			clock.add(59 * time.Minute)
			equal(t, "retired", retire(t, j), 0)
		}
	}
	equal(t, "segments", len(segments(t, dir)), 5)
	equal(t, "records", read(t, j, 1), want(1, 4))
	saveCursor(t, j, journal.Cursor{Shipped: 4, Verified: 4})
	clock.add(48 * time.Hour)
	equal(t, "retired", retire(t, j), 4)
	equal(t, "segments", len(segments(t, dir)), 1)
	equal(t, "damaged", j.Stats().Damaged, 0)
}

// A reader that is in the middle of a segment is not disturbed when it goes.
func TestReadWhileRetiring(t *testing.T) {
	t.Parallel()
	var clock ahead
	cfg := small(t, t.TempDir())
	cfg.Now = clock.now
	j := open(t, cfg)
	add(t, j, 1, 250)
	saveCursor(t, j, journal.Cursor{Shipped: 250, Verified: 250})
	var last uint64
	for r, err := range j.Read(1) {
		if err != nil || r.Seq <= last {
			t.Fatalf("record %d, %v after %d", r.Seq, err, last)
		}
		if last = r.Seq; last == 3 {
			clock.add(49 * time.Hour)
			if retire(t, j) == 0 {
				t.Fatal("nothing retired")
			}
		}
	}
	equal(t, "damaged", j.Stats().Damaged, 0)
	if last < 4 {
		t.Errorf("last record %d: the open segment was not read on", last)
	}
}
