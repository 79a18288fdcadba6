package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"servicequality/collector/journal"
)

// written makes a closed journal of n records and returns its folder.
func written(t *testing.T, n uint64) string {
	t.Helper()
	dir := t.TempDir()
	j := open(t, small(t, dir))
	add(t, j, 1, n)
	closeJournal(t, j)
	return dir
}

func load(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func store(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// locate returns where record n lies in the bytes of its segment.
func locate(t *testing.T, b []byte, n uint64) (from, to int) {
	t.Helper()
	i := bytes.Index(b, payload(n))
	if i < 0 {
		t.Fatalf("record %d is not in the segment", n)
	}
	return i - 17, i + len(payload(n))
}

// A torn last record was never acknowledged: it is cleared, and the next one
// takes its number and place.
func TestTornTail(t *testing.T) {
	t.Parallel()
	dir := written(t, 6)
	b := load(t, segments(t, dir)[0])
	from, to := locate(t, b, 6)
	for name, tear := range map[string]func(tail []byte){
		"zeros":   func(tail []byte) { clear(tail) },
		"garbage": func(tail []byte) { copy(tail, bytes.Repeat([]byte{0xA7}, len(tail))) },
	} {
		for cut := from; cut < to; cut++ {
			torn := copyJournal(t, dir)
			damaged := bytes.Clone(b)
			tear(damaged[cut:to])
			store(t, segments(t, torn)[0], damaged)
			j := open(t, small(t, torn))
			equal(t, fmt.Sprintf("%s from byte %d", name, cut-from), read(t, j, 1), want(1, 5))
			if s := j.Stats(); s.Damaged+s.Quarantined > 0 || s.Segments != 1 {
				t.Fatalf("stats %+v, want no damage", s)
			}
			add(t, j, 6, 8)
			closeJournal(t, j)
			equal(t, "reopened", read(t, open(t, small(t, torn)), 1), want(1, 8))
		}
	}
}

// A file cut short is a torn tail too, and goes on in what is left of it.
func TestTruncatedTail(t *testing.T) {
	t.Parallel()
	dir := written(t, 6)
	path := segments(t, dir)[0]
	_, to := locate(t, load(t, path), 6)
	for size := 0; size < to; size += 7 {
		cut := copyJournal(t, dir)
		if err := os.Truncate(segments(t, cut)[0], int64(size)); err != nil {
			t.Fatal(err)
		}
		j := open(t, small(t, cut))
		kept := j.Committed()
		if kept > 5 {
			t.Fatalf("%d records in %d bytes", kept, size)
		}
		add(t, j, kept+1, 10)
		closeJournal(t, j)
		equal(t, "reopened", read(t, open(t, small(t, cut)), 1), want(1, 10))
	}
}

// One flipped bit costs one record, wherever in it the bit is.
func TestBitFlips(t *testing.T) {
	t.Parallel()
	dir := written(t, 250) // a few segments
	files := segments(t, dir)
	for name, tc := range map[string]struct {
		segment int
		record  uint64
	}{
		"last segment":  {len(files) - 1, 245},
		"first segment": {0, 20},
	} {
		b := load(t, files[tc.segment])
		from, to := locate(t, b, tc.record)
		for at := from; at < to; at += 1 + (at-from)/20 { // all of the record's head
			flipped := copyJournal(t, dir)
			damaged := bytes.Clone(b)
			damaged[at] ^= 1 << (at % 8)
			store(t, segments(t, flipped)[tc.segment], damaged)

			j := open(t, small(t, flipped))
			what := fmt.Sprintf("%s, byte %d", name, at-from)
			equal(t, what, read(t, j, 1), want(1, 250, tc.record))
			equal(t, what, read(t, j, 200), want(200, 250, tc.record))
			s := j.Stats()
			if wrote := segments(t, flipped); name == "last segment" && len(wrote) != len(files)+1 {
				t.Fatalf("%d segments, want %d: nothing is written behind damage", len(wrote), len(files)+1)
			}
			equal(t, "damaged, quarantined, torn", []uint64{s.Damaged, s.Quarantined, s.TornBytes}, []uint64{1, 1, 0})
			copies, _ := filepath.Glob(filepath.Join(flipped, "quarantine", "*.seg"))
			if len(copies) != 1 || !bytes.Equal(load(t, copies[0]), damaged) {
				t.Fatalf("quarantine holds %v, want one copy of the damaged segment", copies)
			}
			add(t, j, 251, 255)
			closeJournal(t, j)
			j = open(t, small(t, flipped))
			equal(t, "reopened", read(t, j, 1), want(1, 255, tc.record))
			equal(t, "second copies", j.Stats().Quarantined, 0)
			closeJournal(t, j)
		}
	}
}

// The last record of a sealed segment has nothing valid behind it, and is known
// to be missing all the same.
func TestDamageAtTheEndOfASealedSegment(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	files := segments(t, dir)
	b := load(t, files[0])
	j := open(t, small(t, dir))
	var last uint64
	for n := uint64(1); bytes.Contains(b, payload(n)); n++ {
		last = n
	}
	from, to := locate(t, b, last)
	clear(b[from:to])
	store(t, files[0], b)
	equal(t, "records", read(t, j, 1), want(1, 250, last))
	equal(t, "damaged", j.Stats().Damaged, 1)
}

// A block of zeros in the middle looks like an end, and is not one.
func TestZeroedBlock(t *testing.T) {
	t.Parallel()
	dir := written(t, 60)
	path := segments(t, dir)[0]
	b := load(t, path)
	first, _ := locate(t, b, 20)
	_, end := locate(t, b, 29)
	clear(b[first+3 : end-2])
	store(t, path, b)
	j := open(t, small(t, dir))
	lost := []uint64{20, 21, 22, 23, 24, 25, 26, 27, 28, 29}
	equal(t, "records", read(t, j, 1), want(1, 60, lost...))
	equal(t, "damaged", j.Stats().Damaged, 10)
}

// A page that the disk cannot read costs the records in it.
func TestUnreadablePage(t *testing.T) {
	t.Parallel()
	cfg := small(t, t.TempDir())
	cfg.SegmentBytes = 64 << 10
	disk := newFaulty()
	cfg.Disk = disk
	j := open(t, cfg)
	add(t, j, 1, 400)
	b := load(t, segments(t, cfg.Dir)[0])
	var lost []uint64
	for n := uint64(1); n <= 400; n++ {
		if from, to := locate(t, b, n); from < 12<<10 && to > 8<<10 {
			lost = append(lost, n)
		}
	}
	disk.onRead(func(f *os.File, b []byte, off int64) (int, error) {
		if off < 12<<10 && off+int64(len(b)) > 8<<10 {
			return 0, unix.EIO
		}
		return f.ReadAt(b, off)
	})
	equal(t, "records", read(t, j, 1), want(1, 400, lost...))
	equal(t, "damaged", j.Stats().Damaged, uint64(len(lost)))
}

func TestDamagedHeaders(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	for _, path := range segments(t, dir) {
		b := load(t, path)
		clear(b[:20])
		store(t, path, b)
	}
	j := open(t, small(t, dir))
	equal(t, "records", read(t, j, 1), want(1, 250))
	add(t, j, 251, 260)
	equal(t, "quarantined", j.Stats().Quarantined, uint64(len(segments(t, dir))-1))
}

// The header says what a segment holds, not its name.
func TestSwappedNames(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	files := segments(t, dir)
	a, b := load(t, files[0]), load(t, files[len(files)-1])
	store(t, files[0], b)
	store(t, files[len(files)-1], a)
	j := open(t, small(t, dir))
	equal(t, "records", read(t, j, 1), want(1, 250))
	add(t, j, 251, 400)
	closeJournal(t, j)
	j = open(t, small(t, dir))
	equal(t, "records", read(t, j, 1), want(1, 400))
	equal(t, "damaged", j.Stats().Damaged, 0)
}

func TestMissingSegment(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	files := segments(t, dir)
	b := load(t, files[1])
	var lost []uint64
	for n := uint64(1); n <= 250; n++ {
		if bytes.Contains(b, payload(n)) {
			lost = append(lost, n)
		}
	}
	j := open(t, small(t, dir))
	if err := os.Remove(files[1]); err != nil {
		t.Fatal(err)
	}
	equal(t, "records", read(t, j, 1), want(1, 250, lost...))
	equal(t, "damaged", j.Stats().Damaged, uint64(len(lost)))
	closeJournal(t, j)
	j = open(t, small(t, dir))
	equal(t, "records after reopening", read(t, j, 1), want(1, 250, lost...))
	equal(t, "damaged after reopening", j.Stats().Damaged, uint64(len(lost)))
}

// A segment of another journal, or of an epoch that this one never had, is moved
// away unread; so is a second copy of a segment.
func TestForeignSegments(t *testing.T) {
	t.Parallel()
	dir := written(t, 250)
	other := written(t, 250)
	stray := load(t, segments(t, other)[1])
	store(t, filepath.Join(dir, "00000000000000099999.seg"), stray)
	store(t, filepath.Join(dir, "00000000000000000001-3.seg"), load(t, segments(t, dir)[0]))
	store(t, filepath.Join(dir, "notes.seg"), []byte("not a segment"))
	j := open(t, small(t, dir))
	equal(t, "records", read(t, j, 1), want(1, 250))
	equal(t, "foreign", j.Stats().Foreign, 3)
	aside, _ := filepath.Glob(filepath.Join(dir, "quarantine", "*.seg"))
	equal(t, "set aside", len(aside), 3)
	add(t, j, 251, 251)
}

func TestNewerFormatIsRefused(t *testing.T) {
	t.Parallel()
	dir := written(t, 3)
	path := segments(t, dir)[0]
	b := load(t, path)
	b[8] = 2
	journal.SealHeader(b)
	store(t, path, b)
	if j, err := journal.Open(small(t, dir)); err == nil {
		t.Fatalf("Open = %v, want an error about the newer release", j)
	}
}

// The node file is needed by nobody to get the records back.
func TestLostNodeFile(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(path string) error{
		"missing": os.Remove,
		"damaged": func(path string) error { return os.WriteFile(path, []byte("node 12\n"), 0o600) },
	} {
		dir := written(t, 250)
		j := open(t, small(t, dir))
		node, epoch := j.Node(), j.Epoch()
		closeJournal(t, j)
		if err := harm(filepath.Join(dir, "node")); err != nil {
			t.Fatal(err)
		}
		j = open(t, small(t, dir))
		equal(t, name, read(t, j, 1), want(1, 250))
		equal(t, "node", j.Node(), node)
		if j.Epoch() == epoch {
			t.Error("the epoch did not change")
		}
		add(t, j, 251, 260)
		epoch = j.Epoch()
		closeJournal(t, j)
		j = open(t, small(t, dir))
		equal(t, "reopened", read(t, j, 1), want(1, 260))
		equal(t, "epoch", j.Epoch(), epoch)
	}
}
