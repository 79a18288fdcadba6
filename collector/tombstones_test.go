package collector

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

// erase does what the command does: the verdict, then the rows.
func (s *fakeStore) erase(id uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erasures = append(s.erasures, rating.Verdict{
		Procedure: "impots-revenu", Rating: id, Kind: rating.VerdictErase, Reason: "request", By: "operator", At: present(),
	})
	s.rows = slices.DeleteFunc(s.rows, func(r rating.Rating) bool { return r.ID == id })
}

// restore forgets everything, as a database does that is restored from a backup
// of before.
func (s *fakeStore) restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows, s.erasures = nil, nil
	s.generation++
}

// tombstones counts them in a journal.
func tombstones(t *testing.T, dir string) int {
	t.Helper()
	all, err := TombstonesIn(dir)
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
				dir, store := t.TempDir(), &fakeStore{}
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
					store.erase(ids[1])
					writeAlone(t, dir, store.erasures[0])
					b = newTestbed(t, dir, store, Config{})
					b.Start(t.Context())
				} else {
					store.erase(ids[1])
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
				store.wantStored(t, []uuid.UUID{ids[0], ids[2]})

				store.restore()
				peace()
				store.wantStored(t, []uuid.UUID{ids[0], ids[2]})
				if len(store.erasures) != 1 || store.erasures[0].Rating != ids[1] || store.erasures[0].Reason != "request" {
					t.Errorf("the restored database knows the erasures %+v", store.erasures)
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
	if err := WriteTombstone(t.Context(), j, v); err != nil {
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
		dir, store := t.TempDir(), &fakeStore{next: func(call) fault { return before }}
		b := newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 2)
		time.Sleep(5 * time.Second)
		b.kill(t)
		writeAlone(t, dir, rating.Verdict{Procedure: "impots-revenu", Rating: ids[0], Kind: rating.VerdictErase, Reason: "r"})
		store.fail(nil)
		b = newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		time.Sleep(time.Minute)
		synctest.Wait()
		store.wantStored(t, ids[1:])
		b.kill(t)
	})
}

// TestTombstoneGolden holds that the form of a tombstone never changes.
func TestTombstoneGolden(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "tombstone-1.golden")
	want := rating.Verdict{
		Procedure: "impots-revenu", Rating: fullRating().ID, Kind: rating.VerdictErase, Reason: "request", By: "operator",
	}
	if *update {
		dir := t.TempDir()
		writeAlone(t, dir, want)
		_, err := journal.Inspect(dir, func(r journal.Record) error { return os.WriteFile(golden, r.Payload, 0o600) })
		if err != nil {
			t.Fatal(err)
		}
	}
	payload, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseTombstone(payload)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("golden tombstone (-want +got):\n%s", diff)
	}
	for name, payload := range map[string]string{"nothing": "", "a newer form": "\x02{}", "no JSON": "\x01{"} {
		if v, err := parseTombstone([]byte(payload)); err == nil {
			t.Errorf("%s: read %+v", name, v)
		}
	}
}

// FuzzParseTombstone: what is read buries, and is found.
func FuzzParseTombstone(f *testing.F) {
	f.Add([]byte("\x01{}"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		v, err := parseTombstone(payload)
		if err != nil {
			return
		}
		if !v.Kind.Buries() {
			t.Errorf("read %+v", v)
		}
		g := newGraves()
		if g.dig(v); !g.hold(v) {
			t.Errorf("%+v is buried and not found", v)
		}
	})
}
