package journal_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"servicequality/collector/journal"
)

var update = flag.Bool("update", false, "write the golden files of this release")

// golden is the journal that this release wrote. Later releases add their own
// and keep this one: it is what a collector finds after its upgrade.
const golden = "testdata/golden-1"

type goldenRecord struct {
	Seq     uint64 `json:"seq"`
	Epoch   uint32 `json:"epoch"`
	Type    byte   `json:"type"`
	Payload string `json:"payload"`
}

type goldenJournal struct {
	Node    uint32         `json:"node"`
	Epoch   uint32         `json:"epoch"`
	Cursor  journal.Cursor `json:"cursor"`
	Records []goldenRecord `json:"records"`
}

func contents(t *testing.T, j *journal.Journal) goldenJournal {
	t.Helper()
	g := goldenJournal{Node: j.Node(), Epoch: j.Epoch(), Cursor: j.Cursor()}
	for r, err := range j.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		g.Records = append(g.Records, goldenRecord{r.Seq, r.Epoch, r.Type, string(r.Payload)})
	}
	return g
}

func TestGolden(t *testing.T) {
	t.Parallel()
	if *update {
		writeGolden(t)
	}
	var want goldenJournal
	if err := json.Unmarshal(load(t, golden+".json"), &want); err != nil {
		t.Fatal(err)
	}
	dir := copyJournal(t, golden)
	j := open(t, small(t, dir))
	equal(t, "golden journal", contents(t, j), want)
	s := j.Stats()
	equal(t, "damage", s.Damaged+s.Quarantined+s.Foreign+s.TornBytes+s.CursorLost, 0)
	next := j.Committed() + 1
	add(t, j, next, next+100)
	saveCursor(t, j, journal.Cursor{Shipped: next})
}

// writeGolden makes a journal of two epochs and a few segments, one of them open.
func writeGolden(t *testing.T) {
	dir := t.TempDir()
	j := open(t, small(t, dir))
	add(t, j, 1, 120)
	closeJournal(t, j)
	if _, err := journal.NewEpoch(dir); err != nil {
		t.Fatal(err)
	}
	j = open(t, small(t, dir))
	add(t, j, 121, 140)
	saveCursor(t, j, journal.Cursor{Shipped: 100, Verified: 90})
	saveCursor(t, j, journal.Cursor{Shipped: 120, Verified: 100, Intent: journal.Intent{
		Epoch: j.Epoch(), Attempt: 1, From: 121, To: 130, Digest: 0xfeed,
	}})
	b, err := json.MarshalIndent(contents(t, j), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	closeJournal(t, j)
	if err := os.RemoveAll(golden); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(golden, 0o755); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(path) != "lock" {
			store(t, filepath.Join(golden, filepath.Base(path)), load(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	store(t, golden+".json", append(b, '\n'))
}

// The bytes themselves, so that no change of format goes unnoticed.
func TestLayout(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ got, want string }{
		"header": {
			hex.EncodeToString(journal.EncodeHeader(0x11121314, 0x21222324, 5)),
			"6f62736a726e6c0a" + "01000000" + "14131211" + "24232221" + "0500000000000000" + "2b860b05",
		},
		"record": {
			hex.EncodeToString(journal.EncodeRecord(0x0102, 3, []byte("merci"))),
			"0e000000" + "ea2ac685" + "0201000000000000" + "03" + "6d65726369",
		},
	} {
		equal(t, name, tc.got, tc.want)
	}
}
