package journal_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/journal"
)

// small is a configuration whose segments fill after a few records.
func small(t *testing.T, dir string) journal.Config {
	return journal.Config{
		Dir:          dir,
		SegmentBytes: 8 << 10,
		MinFree:      -1,
		Logger:       slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
}

func open(t *testing.T, cfg journal.Config) *journal.Journal {
	t.Helper()
	j, err := journal.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func closeJournal(t *testing.T, j *journal.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// add appends records numbered from..to and requires that very numbering.
func add(t *testing.T, j *journal.Journal, from, to uint64) {
	t.Helper()
	for n := from; n <= to; n++ {
		seq, err := j.Append(t.Context(), kind(n), payload(n))
		if err != nil || seq != n {
			t.Fatalf("Append = %d, %v, want %d", seq, err, n)
		}
	}
}

func kind(n uint64) byte { return byte(n % 3) }

func payload(n uint64) []byte {
	return fmt.Appendf(nil, "record %d %s", n, strings.Repeat("é", int(n*7%60)))
}

// want describes the records from..to as add wrote them, without those skipped.
func want(from, to uint64, skipped ...uint64) []string {
	var records []string
	for n := from; n <= to; n++ {
		if !slices.Contains(skipped, n) {
			records = append(records, fmt.Sprintf("%d %d %s", n, kind(n), payload(n)))
		}
	}
	return records
}

// read describes every record from the given one on.
func read(t *testing.T, j *journal.Journal, from uint64) []string {
	t.Helper()
	var records []string
	for r, err := range j.Read(from) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, fmt.Sprintf("%d %d %s", r.Seq, r.Type, r.Payload))
	}
	return records
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// copyJournal copies a closed journal, so that one can be damaged many times.
func copyJournal(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "journal")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// segments returns the paths of the segments in dir, oldest first.
func segments(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestAppendReopenRead(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "journal")
	j := open(t, small(t, dir))
	equal(t, "committed", j.Committed(), 0)
	equal(t, "first", j.First(), 1)
	add(t, j, 1, 300)
	equal(t, "read back", read(t, j, 0), want(1, 300))
	equal(t, "read from 120", read(t, j, 120), want(120, 300))
	equal(t, "read beyond", len(read(t, j, 301)), 0)
	node, epoch := j.Node(), j.Epoch()
	closeJournal(t, j)
	if n := len(segments(t, dir)); n < 3 {
		t.Fatalf("%d segments: the test needs some", n)
	}

	j = open(t, small(t, dir))
	equal(t, "node", j.Node(), node)
	equal(t, "epoch", j.Epoch(), epoch)
	equal(t, "committed", j.Committed(), 300)
	add(t, j, 301, 400)
	equal(t, "read after reopening", read(t, j, 1), want(1, 400))
	s := j.Stats()
	equal(t, "damaged", s.Damaged+s.Quarantined+s.Foreign+s.TornBytes+s.CursorLost, 0)
	equal(t, "records", s.Records, 100)
}

func TestRecordsCarryTheirEpoch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var epochs []uint32
	for i := range uint64(3) {
		j := open(t, small(t, dir))
		epochs = append(epochs, j.Epoch())
		add(t, j, i*50+1, i*50+50)
		if err := j.SaveCursor(journal.Cursor{Shipped: 10}); err != nil {
			t.Fatal(err)
		}
		closeJournal(t, j)
		epoch, err := journal.NewEpoch(dir)
		if err != nil || slices.Contains(epochs, epoch) {
			t.Fatalf("NewEpoch = %d, %v, want one that is not among %v", epoch, err, epochs)
		}
	}
	j := open(t, small(t, dir))
	equal(t, "records", read(t, j, 1), want(1, 150))
	for r := range j.Read(1) {
		if r.Epoch != epochs[(r.Seq-1)/50] {
			t.Fatalf("record %d has epoch %x, want one of %x", r.Seq, r.Epoch, epochs)
		}
	}
	equal(t, "cursor of a new epoch", j.Cursor(), journal.Cursor{})
	equal(t, "cursor lost", j.Stats().CursorLost, 0)
}

// A reader that comes back for the next batch starts near it, and one that
// stops early leaves nothing behind.
func TestReadInBatches(t *testing.T) {
	t.Parallel()
	cfg := small(t, t.TempDir())
	cfg.SegmentBytes = 8 << 20
	j := open(t, cfg)
	big := []byte(strings.Repeat("x", 64<<10))
	for range 300 {
		if _, err := j.Append(t.Context(), 1, big); err != nil {
			t.Fatal(err)
		}
	}
	var got uint64
	for got < 300 {
		for r, err := range j.Read(got + 1) {
			if err != nil || r.Seq != got+1 || len(r.Payload) != len(big) {
				t.Fatalf("read %d, %v, want %d", r.Seq, err, got+1)
			}
			if got = r.Seq; got%7 == 0 {
				break
			}
		}
	}
}

func TestSecondOpenIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, small(t, dir))
	if _, err := journal.Open(small(t, dir)); !errors.Is(err, journal.ErrLocked) {
		t.Fatalf("second Open: %v, want ErrLocked", err)
	}
	if _, err := journal.NewEpoch(dir); !errors.Is(err, journal.ErrLocked) {
		t.Fatalf("NewEpoch of an open journal: %v, want ErrLocked", err)
	}
	closeJournal(t, j)
	open(t, small(t, dir))
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	j := open(t, small(t, t.TempDir()))
	if _, err := j.Append(t.Context(), 1, make([]byte, 9<<10)); !errors.Is(err, journal.ErrTooLarge) {
		t.Errorf("Append of more than a segment: %v, want ErrTooLarge", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := j.Append(ctx, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Append with an ended context: %v, want Canceled", err)
	}
	add(t, j, 1, 1)
	closeJournal(t, j)
	if _, err := j.Append(t.Context(), 1, nil); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Append after Close: %v, want ErrClosed", err)
	}
	if err := j.Wait(t.Context(), 1); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Wait after Close: %v, want ErrClosed", err)
	}
	if _, err := j.Retire(); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Retire after Close: %v, want ErrClosed", err)
	}
	if err := j.SaveCursor(journal.Cursor{Shipped: 1}); err == nil {
		t.Error("SaveCursor after Close succeeded")
	}
	closeJournal(t, j)
}

func TestEmptyAndLargestPayload(t *testing.T) {
	t.Parallel()
	cfg := small(t, t.TempDir())
	j := open(t, cfg)
	sizes := []int{0, 1, 8<<10 - 32 - 17, 0}
	for _, n := range sizes {
		if _, err := j.Append(t.Context(), 0, make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	closeJournal(t, j)
	j = open(t, cfg)
	var got []int
	for r, err := range j.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, len(r.Payload))
	}
	equal(t, "sizes", got, sizes)
}

func TestOpenNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]journal.Config{
		"Config.Dir":          {},
		"Config.SegmentBytes": {Dir: t.TempDir(), SegmentBytes: 100},
		"not a directory":     {Dir: file},
	} {
		j, err := journal.Open(cfg)
		if err == nil || !strings.HasPrefix(err.Error(), "cannot open journal: ") || !strings.Contains(err.Error(), name) {
			t.Errorf("Open = %v, %v, want a sentence naming %q", j, err, name)
		}
	}
}

// Citizens' words are for the journal's owner alone.
func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "journal")
	j := open(t, small(t, dir))
	add(t, j, 1, 100)
	closeJournal(t, j)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && filepath.Base(path) != "node" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
