package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// storedIDs are the ids of the ratings that count, as the export lists them.
func storedIDs(t *testing.T, data string) (ids []string) {
	t.Helper()
	out, status := command(t, "export", "ratings", "--ids", "--data", data)
	if status != 0 {
		t.Fatalf("export ended with %d: %s", status, out)
	}
	for line := range strings.Lines(out) {
		if id, _, _ := strings.Cut(line, ","); id != "id" {
			ids = append(ids, id)
		}
	}
	return ids
}

// compareIDs checks that every one of the must is stored (L), nothing twice (D),
// and nothing that is not among the may (P).
func compareIDs(t *testing.T, what string, stored, must, may []string) {
	t.Helper()
	lost, doubled, phantom := 0, 0, 0
	seen := map[string]bool{}
	for _, id := range stored {
		if seen[id] {
			doubled++
		}
		seen[id] = true
		if !slices.Contains(may, id) {
			phantom++
		}
	}
	for _, id := range must {
		if !seen[id] {
			lost++
		}
	}
	if lost+doubled+phantom > 0 {
		t.Errorf("%s: %d stored of %d that must be: L=%d D=%d P=%d", what, len(stored), len(must), lost, doubled, phantom)
	}
}

// without returns the ids but for those.
func without(ids []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(gone, id) })
}

// TestBackup takes a backup under load, restores it elsewhere and in place, and
// looks that all is there that it must contain, and nothing that was erased
// after it was made.
func TestBackup(t *testing.T) {
	t.Parallel()
	data, folder := t.TempDir(), t.TempDir()
	file := filepath.Join(folder, "observatory.backup")
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	var before []string
	for n := range 200 {
		before = append(before, rateWith(t, in, n, "bonjour"))
	}
	awaitRating(t, data, before[199])

	var load sync.WaitGroup
	var stop atomic.Bool
	var during []string
	load.Go(func() {
		for n := 1000; !stop.Load(); n++ {
			_, answer, err := in.post(map[string]any{"id": key(n), "procedure": "passport", "satisfaction": "bad"})
			if id, ok := answer["rating"].(string); err == nil && ok {
				during = append(during, id)
			}
		}
	})
	edition := filepath.Join("editions", "2020-01", "manifest.json")
	if err := os.MkdirAll(filepath.Dir(filepath.Join(data, edition)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, edition), []byte("signed"), 0o644); err != nil {
		t.Fatal(err)
	}
	in.run("backup", file)
	stop.Store(true)
	load.Wait()
	all := slices.Concat(before, during)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has the mode %v, error %v", info.Mode(), err)
	}
	if out, status := command(t, "backup", file, "--data", data); status != 1 || !strings.Contains(out, "never overwritten") {
		t.Errorf("a second backup ended with %d: %s", status, out)
	}
	awaitRating(t, data, all[len(all)-1])
	erased, masked := before[7], before[8]
	in.run("rating", "erase", erased, "--reason", "request")
	in.run("rating", "mask", masked, "--reason", "name")
	tombstones := filepath.Join(folder, "tombstones.csv")
	if err := os.WriteFile(tombstones, []byte(in.run("export", "tombstones")), 0o600); err != nil {
		t.Fatal(err)
	}

	t.Run("elsewhere", func(t *testing.T) {
		elsewhere := filepath.Join(t.TempDir(), "data")
		out, status := command(t, "restore", file, "--tombstones", tombstones, "--data", elsewhere)
		if status != 0 {
			t.Fatalf("restore ended with %d: %s", status, out)
		}
		compareIDs(t, "elsewhere", storedIDs(t, elsewhere), without(before, erased), without(all, erased))
		if shown := awaitRating(t, elsewhere, masked); strings.Contains(shown, "bonjour") {
			t.Errorf("a text masked after the backup is back:\n%s", shown)
		}
		if content, err := os.ReadFile(filepath.Join(elsewhere, edition)); err != nil || string(content) != "signed" {
			t.Errorf("the file of an edition is %q, error %v", content, err)
		}
		if out, status := command(t, "doctor", "--data", elsewhere); status != 0 {
			t.Errorf("the doctor says\n%s", out)
		}
		if out, status := command(t, "restore", file, "--data", elsewhere); status != 1 || !strings.Contains(out, "--replace") {
			t.Errorf("a restore over data ended with %d: %s", status, out)
		}
		again := serve(t, elsewhere)
		again.awaitForm("passport")
		rateWith(t, again, 1, "après")
	})
	t.Run("in place, with the journal that survived", func(t *testing.T) {
		if out, status := command(t, "restore", file, "--replace", "--data", data); status != 1 || !strings.Contains(out, "in use") {
			t.Errorf("a restore beside a running serve ended with %d: %s", status, out)
		}
		in.stop()
		// The database is lost, with its verdicts: the journal knows them.
		if err := os.RemoveAll(filepath.Join(data, "clickhouse")); err != nil {
			t.Fatal(err)
		}
		if out, status := command(t, "restore", file, "--replace", "--data", data); status != 0 {
			t.Fatalf("restore ended with %d: %s", status, out)
		}
		again := serve(t, data)
		again.awaitForm("passport")
		want := without(all, erased)
		eventually(t, "the journal brings what came after the backup", func() bool { return len(storedIDs(t, data)) >= len(want) })
		compareIDs(t, "in place", storedIDs(t, data), want, want)
		again.run("job", "run", "tally")
		if out, status := command(t, "doctor", "--data", data); status != 0 {
			t.Errorf("the doctor says\n%s", out)
		}
		again.stop()
		if out, status := command(t, "restore", file, "--replace", "--data", data); status != 0 || !strings.Contains(out, "clickhouse.before-") {
			t.Fatalf("a restore over a database ended with %d: %s", status, out)
		}
		if got := storedIDs(t, data); slices.Contains(got, erased) {
			t.Error("what the replaced database knew to be erased is back")
		}
	})
	t.Run("damaged", func(t *testing.T) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		content[len(content)/2] ^= 1
		damaged, fresh := filepath.Join(t.TempDir(), "damaged"), filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(damaged, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, status := command(t, "restore", damaged, "--data", fresh); status != 1 || !strings.Contains(out, "damaged") {
			t.Errorf("a damaged backup ended with %d: %s", status, out)
		}
		if _, err := os.Stat(filepath.Join(fresh, "clickhouse")); err == nil {
			t.Error("a damaged backup left a database")
		}
	})
}

// TestRestoreKilled kills restores at moments all over their way: the folder has
// the old database or the whole restored one, never what was erased since the
// backup, and the same command again completes what was begun.
func TestRestoreKilled(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	file := filepath.Join(t.TempDir(), "observatory.backup")
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	var kept, all []string
	for n := range 40 {
		kept = append(kept, rateWith(t, in, n, ""))
	}
	awaitRating(t, data, kept[39])
	in.run("backup", file)
	all = slices.Clone(kept)
	for n := range 5 {
		all = append(all, rateWith(t, in, 100+n, ""))
	}
	awaitRating(t, data, all[44])
	erased := kept[3]
	in.run("rating", "erase", erased, "--reason", "request")
	tombstones := filepath.Join(t.TempDir(), "tombstones.csv")
	if err := os.WriteFile(tombstones, []byte(in.run("export", "tombstones")), 0o600); err != nil {
		t.Fatal(err)
	}
	in.stop()
	kept, all = without(kept, erased), without(all, erased)

	try := func(t *testing.T, into string, before []string, flags ...string) {
		restore := append([]string{"restore", file, "--tombstones", tombstones}, flags...)
		sample := filepath.Join(t.TempDir(), "sample")
		began := time.Now()
		if out, status := command(t, append(slices.Clone(restore), "--data", sample)...); status != 0 {
			t.Fatalf("restore ended with %d: %s", status, out)
		}
		whole := time.Since(began)
		killed := 0
		for part := range 8 {
			if !killAfter(&instance{t: t, data: into}, whole*time.Duration(part+1)/8, restore...) {
				break // it ended before, and has its result
			}
			killed++
			if _, err := os.Stat(filepath.Join(into, "clickhouse")); err != nil {
				if before != nil {
					t.Fatalf("killed at part %d, the database is gone: %v", part, err)
				}
				continue
			}
			stored := storedIDs(t, into)
			if len(stored) != len(kept) && len(stored) != len(before) {
				t.Errorf("killed at part %d, %d ratings are stored: neither the %d of the backup nor the %d before", part, len(stored), len(kept), len(before))
			}
			compareIDs(t, "killed", stored, kept, all)
		}
		t.Logf("killed %d times", killed)
		out, status := command(t, append(slices.Clone(restore), "--data", into)...)
		if status != 0 && !strings.Contains(out, "say --replace") { // the one before was not killed
			t.Fatalf("the restore after the killed ones ended with %d: %s", status, out)
		}
		compareIDs(t, "in the end", storedIDs(t, into), kept, kept)
		for _, left := range []string{"clickhouse.restored", "editions.restored"} {
			if _, err := os.Stat(filepath.Join(into, left)); err == nil {
				t.Errorf("%s is left", left)
			}
		}
	}
	t.Run("elsewhere", func(t *testing.T) { try(t, filepath.Join(t.TempDir(), "data"), nil) })
	t.Run("in place", func(t *testing.T) { try(t, data, all, "--replace") })
}
