package journal_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"servicequality/collector/journal"
)

const sectorBytes = 512

// volatile is a disk with a write cache: a power cut undoes, sector by sector
// and at random, what was written since the last Sync of its file.
type volatile struct {
	journal.Disk
	lying bool // Sync does nothing

	mu    sync.Mutex
	rng   *rand.Rand
	calls int // left before the power cut
	cache []cached
}

// cached is a write that may be undone.
type cached struct {
	inode uint64
	off   int64
	old   []byte
}

// powered counts a call and tells whether there still is power.
func (d *volatile) powered() bool {
	d.calls--
	return d.calls >= 0
}

func (d *volatile) WriteAt(f *os.File, b []byte, off int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calls < 0 {
		return 0, unix.EIO
	}
	old := make([]byte, len(b))
	f.ReadAt(old, off) // what is beyond the end is zeros
	d.cache = append(d.cache, cached{inode(f.Stat()), off, old})
	n, err := f.WriteAt(b, off)
	if !d.powered() {
		return 0, unix.EIO
	}
	return n, err
}

func (d *volatile) Sync(f *os.File) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.powered() {
		return unix.EIO
	}
	if d.lying {
		return nil
	}
	synced := inode(f.Stat())
	kept := d.cache[:0]
	for _, c := range d.cache {
		if c.inode != synced {
			kept = append(kept, c)
		}
	}
	d.cache = kept
	return nil
}

func (d *volatile) SyncDir(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.powered() {
		return unix.EIO
	}
	return nil
}

func inode(info os.FileInfo, err error) uint64 {
	if err != nil {
		return 0
	}
	return info.Sys().(*syscall.Stat_t).Ino
}

// cut undoes a random choice of the sectors that were never synced.
func (d *volatile) cut(t *testing.T, dir string) {
	paths := map[uint64]string{}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, path := range files {
		paths[inode(os.Stat(path))] = path
	}
	for i := len(d.cache) - 1; i >= 0; i-- {
		c := d.cache[i]
		path, ok := paths[c.inode]
		if !ok {
			continue
		}
		b := load(t, path)
		for at := range c.old {
			pos := c.off + int64(at)
			if (at == 0 || pos%sectorBytes == 0) && d.rng.IntN(2) == 0 {
				n := min(int64(len(c.old)-at), sectorBytes-pos%sectorBytes)
				if pos+n <= int64(len(b)) {
					copy(b[pos:pos+n], c.old[at:])
				}
			}
		}
		store(t, path, b)
	}
	d.cache = nil
}

// live opens the journal in dir and writes to it until the disk answers no more.
// It notes in sent which records were promised: those acknowledged, and those
// that an opened journal shows, since they may be shipped and forgotten.
func (d *volatile) live(t *testing.T, dir string, sent map[string]bool) {
	cfg := small(t, dir)
	cfg.Disk, cfg.Logger = d, nil
	j, err := journal.Open(cfg)
	if err != nil {
		return
	}
	for r := range j.Read(1) {
		sent[string(r.Payload)] = true
	}
	var noting sync.Mutex
	var writers sync.WaitGroup
	start := len(sent)
	for w := range 8 {
		writers.Go(func() {
			for n, acked := 0, true; acked; n++ {
				text := fmt.Sprintf("%d-%d-%d %0*d", start, w, n, 20+n%300, n)
				seq, err := j.Append(t.Context(), 1, []byte(text))
				acked = err == nil
				noting.Lock()
				sent[text] = acked
				noting.Unlock()
				if acked && n%8 == 0 {
					j.SaveCursor(journal.Cursor{Shipped: seq})
				}
			}
		})
	}
	writers.Wait()
	j.Close()
}

// losses counts the promised records that are gone after kills and power cuts; records
// that are there twice or that nobody sent end the test.
func losses(t *testing.T, seed uint64, lying bool) (lost int) {
	t.Helper()
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(seed, 0))
	sent := map[string]bool{}
	disk := &volatile{Disk: journal.NewDisk(), lying: lying, rng: rng}
	for range 6 {
		disk.calls = rng.IntN(1 + rng.IntN(100))
		disk.live(t, dir, sent)
		if rng.IntN(2) == 0 { // else the process alone was killed
			disk.cut(t, dir)
		}
	}
	disk.cut(t, dir)
	cfg := small(t, dir)
	cfg.Logger = nil
	j := open(t, cfg)
	got := map[string]bool{}
	for r, err := range j.Read(1) {
		text := string(r.Payload)
		if _, known := sent[text]; err != nil || !known || got[text] {
			t.Fatalf("seed %d: record %d %q, %v: doubled, unreadable or never sent", seed, r.Seq, text, err)
		}
		got[text] = true
	}
	for text, promised := range sent {
		if promised && !got[text] {
			lost++
		}
	}
	closeJournal(t, j)
	return lost
}

func TestPowerCuts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		if lost := losses(t, seed, false); lost > 0 {
			t.Fatalf("seed %d: %d promised records lost", seed, lost)
		}
	}
}

// The control: were Sync to do nothing, the test above would notice.
func TestPowerCutsWithoutSync(t *testing.T) {
	t.Parallel()
	var lost int
	for seed := range uint64(10) {
		lost += losses(t, seed, true)
	}
	if lost == 0 {
		t.Error("nothing was lost without a single fdatasync: the power cuts prove nothing")
	}
}
