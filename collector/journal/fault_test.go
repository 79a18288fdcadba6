package journal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"servicequality/collector/journal"
)

// tailOf tells whether f is a segment that was there when the journal opened.
func tailOf(f *os.File) bool { return filepath.Ext(f.Name()) == ".seg" }

// reopened is a journal of ten records whose tail can be made to fail.
func reopened(t *testing.T) (journal.Config, *journal.Journal, *faulty) {
	disk := newFaulty()
	cfg := small(t, t.TempDir())
	cfg.Disk = disk
	j := open(t, cfg)
	add(t, j, 1, 10)
	closeJournal(t, j)
	return cfg, open(t, cfg), disk
}

// A failed write is answered with an error, gives its number back and leaves no
// trace, whether the bytes can be zeroed again or the segment must be sealed.
func TestWriteErrors(t *testing.T) {
	t.Parallel()
	const whole, half, nothing = 1.0, 0.5, 0.0
	for _, tc := range []struct {
		name    string
		cause   error
		written float64 // the share of the group that reaches the file
		forGood bool    // zeroing fails too
		want    error
	}{
		{"EIO, nothing written", unix.EIO, nothing, false, journal.ErrWrite},
		{"EIO, all written", unix.EIO, whole, false, journal.ErrWrite},
		{"ENOSPC, short write", unix.ENOSPC, half, false, journal.ErrNoSpace},
		{"quota, short write", unix.EDQUOT, half, false, journal.ErrNoSpace},
		{"EIO for good, nothing written", unix.EIO, nothing, true, journal.ErrWrite},
		{"EIO for good, half written", unix.EIO, half, true, journal.ErrWrite},
		{"EIO for good, all written", unix.EIO, whole, true, journal.ErrWrite},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cfg, j, disk := reopened(t)
			var calls atomic.Int32
			disk.onWrite(func(f *os.File, b []byte, off int64) (int, error) {
				if !tailOf(f) || calls.Add(1) > 1 && !tc.forGood {
					return f.WriteAt(b, off)
				}
				n := 0
				if calls.Load() == 1 {
					n = int(float64(len(b)) * tc.written)
				}
				f.WriteAt(b[:n], off)
				return n, tc.cause
			})
			if _, err := j.Append(t.Context(), 9, []byte("refused")); !errors.Is(err, tc.want) || !errors.Is(err, tc.cause) {
				t.Fatalf("Append = %v, want %v because of %v", err, tc.want, tc.cause)
			}
			equal(t, "committed", j.Committed(), 10)
			add(t, j, 11, 200)
			equal(t, "records", read(t, j, 1), want(1, 200))
			closeJournal(t, j)
			disk.onWrite(nil)

			j = open(t, cfg)
			add(t, j, 201, 210)
			equal(t, "records after reopening", read(t, j, 1), want(1, 210))
			equal(t, "damaged", j.Stats().Damaged, 0)
			equal(t, "torn", j.Stats().TornBytes, 0)
		})
	}
}

// After a failed fdatasync nothing is acknowledged and nothing is tried again.
func TestSyncErrorFailsTheJournal(t *testing.T) {
	t.Parallel()
	cfg, j, disk := reopened(t)
	var syncs, writes atomic.Int32
	disk.onSync(func(f *os.File) error {
		if tailOf(f) {
			syncs.Add(1)
			return unix.EIO
		}
		return nil
	})
	if _, err := j.Append(t.Context(), 1, payload(11)); !errors.Is(err, journal.ErrFailed) || !errors.Is(err, unix.EIO) {
		t.Fatalf("Append = %v, want ErrFailed because of EIO", err)
	}
	<-j.Failed()
	disk.onSync(nil)
	disk.onWrite(func(f *os.File, b []byte, off int64) (int, error) {
		if tailOf(f) {
			writes.Add(1)
		}
		return f.WriteAt(b, off)
	})
	for range 3 {
		if _, err := j.Append(t.Context(), 1, payload(11)); !errors.Is(err, journal.ErrFailed) {
			t.Fatalf("later Append = %v, want ErrFailed", err)
		}
	}
	if err := j.Wait(t.Context(), 10); !errors.Is(err, journal.ErrFailed) {
		t.Errorf("Wait = %v, want ErrFailed", err)
	}
	if err := j.SaveCursor(journal.Cursor{Shipped: 1}); !errors.Is(err, journal.ErrFailed) {
		t.Errorf("SaveCursor = %v, want ErrFailed", err)
	}
	if _, err := j.Retire(); !errors.Is(err, journal.ErrFailed) {
		t.Errorf("Retire = %v, want ErrFailed", err)
	}
	equal(t, "acknowledged records stay readable", read(t, j, 1), want(1, 10))
	equal(t, "stats", j.Stats().Failed, true)
	if err := j.Close(); !errors.Is(err, journal.ErrFailed) {
		t.Errorf("Close = %v, want ErrFailed", err)
	}
	equal(t, "fdatasync calls", syncs.Load(), 1)
	equal(t, "writes after the failure", writes.Load(), 0)

	// Nobody knows whether the eleventh record is on disk; what comes after it
	// is numbered without a hole either way.
	j = open(t, cfg)
	n := j.Committed()
	if n != 10 && n != 11 {
		t.Fatalf("recovered %d records, want 10 or 11", n)
	}
	add(t, j, n+1, 20)
	equal(t, "acknowledged records", read(t, j, 1)[:10], want(1, 10))
}

func TestFolderSyncErrorFailsTheJournal(t *testing.T) {
	t.Parallel()
	_, j, disk := reopened(t)
	disk.onSyncDir(func() error { return unix.EIO })
	var err error
	for n := uint64(11); err == nil && n < 1000; n++ {
		_, err = j.Append(t.Context(), 1, payload(n))
	}
	if !errors.Is(err, journal.ErrFailed) {
		t.Fatalf("Append into a segment whose name may vanish: %v, want ErrFailed", err)
	}
}

// A disk that fills up is met when a segment is made, never by an
// acknowledgement; when there is space again, so is the journal.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	cfg, j, disk := reopened(t)
	full := func(f *os.File, b []byte, off int64) (int, error) {
		if !tailOf(f) {
			return 0, unix.ENOSPC
		}
		return f.WriteAt(b, off)
	}
	disk.onWrite(full)
	var err error
	last := uint64(10)
	for err == nil && last < 1000 {
		if _, err = j.Append(t.Context(), kind(last+1), payload(last+1)); err == nil {
			last++
		}
	}
	if !errors.Is(err, journal.ErrNoSpace) {
		t.Fatalf("Append without space after %d: %v, want ErrNoSpace", last, err)
	}
	closeJournal(t, j)

	j = open(t, cfg) // a full disk does not keep the journal from opening
	equal(t, "records", read(t, j, 1), want(1, last))
	disk.onWrite(nil)
	add(t, j, last+1, last+100)
	equal(t, "records with space again", read(t, j, 1), want(1, last+100))
	equal(t, "damaged", j.Stats().Damaged, 0)
}

func TestWatermarkAndBallast(t *testing.T) {
	t.Parallel()
	disk := newFaulty()
	var clock atomic.Int64
	cfg := small(t, t.TempDir())
	cfg.Disk, cfg.MinFree, cfg.Ballast = disk, 0.05, 64<<10
	cfg.Now = func() time.Time { return time.Unix(clock.Load(), 0) }
	j := open(t, cfg)
	ballast := filepath.Join(cfg.Dir, "ballast")
	if info, err := os.Stat(ballast); err != nil || info.Size() != cfg.Ballast {
		t.Fatalf("ballast: %v, %v", info, err)
	}
	add(t, j, 1, 1)
	disk.setFree(0.049)
	clock.Add(1)
	if _, err := j.Append(t.Context(), 1, nil); !errors.Is(err, journal.ErrNoSpace) {
		t.Fatalf("Append below the watermark: %v, want ErrNoSpace", err)
	}
	s := j.Stats()
	if !s.Short || s.Free != 0.049 || s.RefusedSpace != 1 {
		t.Errorf("stats %+v, want Short, Free 0.049, RefusedSpace 1", s)
	}
	disk.setFree(0.05)
	clock.Add(1)
	add(t, j, 2, 2)
	closeJournal(t, j)
	if _, err := os.Stat(ballast); err != nil {
		t.Errorf("ballast after Close with space: %v", err)
	}
	j = open(t, cfg)
	disk.setFree(0.01)
	closeJournal(t, j)
	if _, err := os.Stat(ballast); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ballast after Close on a full disk: %v, want it gone", err)
	}
}

// The process is stopped, in effect, at every file call of its life: from the
// nth on all fail, the first of them half done.
func TestStopAtEveryCall(t *testing.T) {
	t.Parallel()
	for n, stopped := int64(1), true; stopped; n++ {
		cfg := small(t, t.TempDir())
		disk := newFaulty()
		cfg.Disk = disk
		var calls atomic.Int64
		disk.onWrite(func(f *os.File, b []byte, off int64) (int, error) {
			switch c := calls.Add(1); {
			case c == n:
				f.WriteAt(b[:len(b)/2], off)
				return 0, unix.EIO
			case c > n:
				return 0, unix.EIO
			}
			return f.WriteAt(b, off)
		})
		stop := func() error {
			if calls.Add(1) >= n {
				return unix.EIO
			}
			return nil
		}
		disk.onSync(func(*os.File) error { return stop() })
		disk.onSyncDir(stop)
		acked := live(t, cfg)
		stopped = calls.Load() >= n

		cfg.Disk = nil
		j := open(t, cfg)
		got := map[string]bool{}
		for r, err := range j.Read(1) {
			if err != nil || got[string(r.Payload)] {
				t.Fatalf("stopped at call %d: record %d %.20q, %v: doubled or unreadable", n, r.Seq, r.Payload, err)
			}
			got[string(r.Payload)] = true
		}
		for _, text := range acked {
			if !got[text] {
				t.Fatalf("stopped at call %d: acknowledged %.20q is lost", n, text)
			}
		}
		if s := j.Stats(); s.Damaged > 0 {
			t.Fatalf("stopped at call %d: %d records damaged", n, s.Damaged)
		}
		add(t, j, j.Committed()+1, j.Committed()+1)
		closeJournal(t, j)
	}
}

// live writes across a few segments, twice, and returns what was acknowledged.
func live(t *testing.T, cfg journal.Config) (acked []string) {
	for run := range 2 {
		j, err := journal.Open(cfg)
		if err != nil {
			return acked
		}
		for i := range 6 {
			text := fmt.Sprintf("run %d record %d", run, i)
			// Three records of this size fill a segment.
			padded := slices.Concat([]byte(text), make([]byte, 2500))
			if _, err := j.Append(t.Context(), 1, padded); err == nil {
				acked = append(acked, string(padded))
			}
			j.SaveCursor(journal.Cursor{Shipped: j.Committed()})
		}
		j.Close()
	}
	return acked
}

// What an opened journal shows is durable: a process killed between write and
// fdatasync left records that are not.
func TestRecoveredRecordsAreSynced(t *testing.T) {
	t.Parallel()
	cfg, j, disk := reopened(t)
	closeJournal(t, j)
	disk.onSync(func(f *os.File) error {
		if tailOf(f) {
			return unix.EIO
		}
		return nil
	})
	if j, err := journal.Open(cfg); !errors.Is(err, unix.EIO) {
		t.Fatalf("Open = %v, %v, want EIO", j, err)
	}
	disk.onSync(nil)
	equal(t, "records", read(t, open(t, cfg), 1), want(1, 10))
}
