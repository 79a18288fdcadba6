package journal_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/journal"
)

// TestInspect surveys a journal while it is open, and after a record of it was
// damaged.
func TestInspect(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := journal.Inspect(dir, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a journal the error is %v", err)
	}
	j, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: 8 << 10, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	const n = 200
	for i := range n {
		if _, err := j.Append(t.Context(), 1, fmt.Appendf(nil, "record %080d", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	cursor := journal.Cursor{Shipped: 150, Verified: 20}
	if err := j.SaveCursor(cursor); err != nil {
		t.Fatal(err)
	}
	var seqs []uint64
	collect := func(r journal.Record) error {
		seqs = append(seqs, r.Seq)
		return nil
	}
	s, err := journal.Inspect(dir, collect)
	if err != nil {
		t.Fatal(err)
	}
	want := journal.Survey{Node: j.Node(), Epoch: j.Epoch(), First: 1, Last: n, Records: n, Cursor: cursor, Bytes: s.Bytes}
	if diff := cmp.Diff(want, s); diff != "" || len(seqs) != n {
		t.Errorf("%d records, survey (-want +got):\n%s", len(seqs), diff)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	first := filepath.Join(dir, fmt.Sprintf("%020d.seg", 1))
	b, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	b[300] ^= 1
	if err := os.WriteFile(first, b, 0o600); err != nil {
		t.Fatal(err)
	}
	seqs = nil
	if s, err = journal.Inspect(dir, collect); err != nil || s.Damaged != 1 || s.Records != n-1 || len(seqs) != n-1 {
		t.Errorf("after damage: %d records, %+v %v", len(seqs), s, err)
	}
	stop := errors.New("enough")
	if _, err := journal.Inspect(dir, func(journal.Record) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the error of each is lost: %v", err)
	}
}
