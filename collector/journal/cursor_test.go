package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"servicequality/collector/journal"
)

func saveCursor(t *testing.T, j *journal.Journal, c journal.Cursor) {
	t.Helper()
	if err := j.SaveCursor(c); err != nil {
		t.Fatal(err)
	}
}

var (
	older = journal.Cursor{Shipped: 10, Verified: 5}
	newer = journal.Cursor{Shipped: 30, Verified: 20, Intent: journal.Intent{
		Epoch: 7, Attempt: 2, From: 31, To: 40, Digest: 1<<63 + 5,
	}}
)

func TestCursorSurvives(t *testing.T) {
	t.Parallel()
	dir := written(t, 50)
	for _, c := range []journal.Cursor{older, newer, older, {}, newer} {
		j := open(t, small(t, dir))
		saveCursor(t, j, c)
		closeJournal(t, j)
		j = open(t, small(t, dir))
		equal(t, "cursor", j.Cursor(), c)
		closeJournal(t, j)
	}
}

func TestCursorIsChecked(t *testing.T) {
	t.Parallel()
	j := open(t, small(t, written(t, 50)))
	for _, c := range []journal.Cursor{
		{Shipped: 51},
		{Shipped: 5, Verified: 6},
		{Intent: journal.Intent{From: 5, To: 51}},
		{Intent: journal.Intent{From: 6, To: 5}},
	} {
		if err := j.SaveCursor(c); err == nil {
			t.Errorf("SaveCursor(%+v) succeeded", c)
		}
	}
	equal(t, "cursor", j.Cursor(), journal.Cursor{})
}

// Whichever slot is spoiled, the other one counts; with both gone everything is
// verified again.
func TestDamagedCursor(t *testing.T) {
	t.Parallel()
	const slot = 4 << 10
	for name, tc := range map[string]struct {
		harm func(b []byte) []byte
		want journal.Cursor
		lost uint64
	}{
		"newest flipped": {func(b []byte) []byte { b[30] ^= 1; return b }, older, 0},
		"oldest flipped": {func(b []byte) []byte { b[slot+30] ^= 1; return b }, newer, 0},
		"newest torn":    {func(b []byte) []byte { clear(b[50:slot]); return b }, older, 0},
		"both flipped":   {func(b []byte) []byte { b[40] ^= 1; b[slot+40] ^= 1; return b }, journal.Cursor{}, 1},
		"cut in two":     {func(b []byte) []byte { return b[:slot] }, newer, 0},
		"cut short":      {func(b []byte) []byte { return b[:50] }, journal.Cursor{}, 1},
		"missing":        {func([]byte) []byte { return nil }, journal.Cursor{}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := written(t, 50)
			j := open(t, small(t, dir))
			saveCursor(t, j, older) // generation 1, second slot
			saveCursor(t, j, newer) // generation 2, first slot
			closeJournal(t, j)
			path := filepath.Join(dir, "cursor")
			store(t, path, tc.harm(load(t, path)))
			j = open(t, small(t, dir))
			equal(t, "cursor", j.Cursor(), tc.want)
			equal(t, "lost", j.Stats().CursorLost, tc.lost)
			closeJournal(t, j)
			j = open(t, small(t, dir))
			equal(t, "cursor opened twice", j.Cursor(), tc.want)
			saveCursor(t, j, newer)
			closeJournal(t, j)
			equal(t, "saved again", open(t, small(t, dir)).Cursor(), newer)
		})
	}
}

func TestCursorOfAnotherJournal(t *testing.T) {
	t.Parallel()
	dir, other := written(t, 50), written(t, 50)
	j := open(t, small(t, other))
	saveCursor(t, j, newer)
	closeJournal(t, j)
	store(t, filepath.Join(dir, "cursor"), load(t, filepath.Join(other, "cursor")))
	equal(t, "cursor", open(t, small(t, dir)).Cursor(), journal.Cursor{})
}

// Numbers that the cursor has seen are never given out twice, even when the
// records themselves are gone; the loss is counted.
func TestCursorAheadOfTheRecords(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(path string) error{
		"zeroed":  func(path string) error { return os.Truncate(path, 32) },
		"missing": os.Remove,
	} {
		dir := written(t, 50)
		j := open(t, small(t, dir))
		saveCursor(t, j, journal.Cursor{Shipped: 45, Verified: 45, Intent: journal.Intent{From: 46, To: 48}})
		closeJournal(t, j)
		if err := harm(segments(t, dir)[0]); err != nil {
			t.Fatal(err)
		}
		j = open(t, small(t, dir))
		equal(t, name, j.Committed(), 48)
		add(t, j, 49, 60)
		closeJournal(t, j)
		j = open(t, small(t, dir))
		equal(t, name, read(t, j, 1), want(49, 60))
	}
}

func TestCursorFaults(t *testing.T) {
	t.Parallel()
	cfg, j, disk := reopened(t)
	saveCursor(t, j, journal.Cursor{Shipped: 1})
	saveCursor(t, j, journal.Cursor{Shipped: 2})
	cursor := func(f *os.File) bool { return filepath.Base(f.Name()) == "cursor" }
	disk.onWrite(func(f *os.File, b []byte, off int64) (int, error) {
		if cursor(f) {
			n, _ := f.WriteAt(b[:40], off)
			return n, unix.ENOSPC
		}
		return f.WriteAt(b, off)
	})
	for range 3 { // the torn slot is the one that is tried again
		if err := j.SaveCursor(journal.Cursor{Shipped: 3}); !errors.Is(err, journal.ErrNoSpace) {
			t.Fatalf("SaveCursor = %v, want ErrNoSpace", err)
		}
		equal(t, "cursor", j.Cursor().Shipped, 2)
	}
	closeJournal(t, j)
	j = open(t, cfg)
	equal(t, "cursor after reopening", j.Cursor().Shipped, 2)

	disk.onWrite(nil)
	disk.onSync(func(f *os.File) error {
		if cursor(f) {
			return unix.EIO
		}
		return nil
	})
	if err := j.SaveCursor(journal.Cursor{Shipped: 3}); !errors.Is(err, journal.ErrFailed) {
		t.Fatalf("SaveCursor = %v, want ErrFailed", err)
	}
	<-j.Failed()
}
