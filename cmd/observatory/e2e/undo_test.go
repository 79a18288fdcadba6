package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestImportUndo asks what would go before anything does, and leaves nothing
// without its procedure.
func TestImportUndo(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "ete,Inscrire un enfant,Éducation,yes,", "zoo,Déclarer un animal,Agriculture,yes,"))
	in.awaitForm("ete")
	refused := func(want string, args ...string) {
		t.Helper()
		before := in.run("import", "list")
		out, status := command(t, append([]string{"import", "undo", "--data", in.data}, args...)...)
		if status != 1 || !strings.Contains(out, want) {
			t.Errorf("import undo %s ended with %d, want 1 and %q:\n%s", strings.Join(args, " "), status, want, out)
		}
		if after := in.run("import", "list"); after != before {
			t.Fatalf("import undo %s changed the imports to\n%s", strings.Join(args, " "), after)
		}
		if list := in.run("procedure", "list"); !strings.Contains(list, "ete") || !strings.Contains(list, "zoo") {
			t.Fatalf("import undo %s left the procedures\n%s", strings.Join(args, " "), list)
		}
	}
	refused("2 procedures from the catalogue (ete, zoo)", "1")
	refused("--yes", "1")

	if status, _, err := in.post(map[string]any{"id": key(1), "procedure": "ete", "satisfaction": "good"}); status != 201 || err != nil {
		t.Fatalf("the rating was answered %d, %v", status, err)
	}
	counts := filepath.Join(t.TempDir(), "counts.csv")
	text := "procedure_id,day,instrument,satisfaction,clarity,count\nzoo,2026-01-05,avis-1,good,5,3\n"
	if err := os.WriteFile(counts, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in.run("import", "ratings", counts)
	in.run("key", "create", "--procedure", "zoo")
	eventually(t, "the ratings", func() bool { return received(in) == 4 })
	refused("(1 key, 4 ratings): ete (1 rating), zoo (1 key, 3 ratings)", "1", "--yes")
	refused("3 ratings of 1 procedure, which go", "2")

	in.run("import", "undo", "2", "--yes")
	eventually(t, "the imported ratings gone", func() bool { return received(in) == 1 })
	refused("ete (1 rating), zoo (1 key)", "1", "--yes")

	in.run("import", "catalogue", catalogueFile(t, "ete,Inscrire un enfant,Jeunesse,yes,", "vide,Sans avis,Agriculture,yes,"))
	refused("1 procedure from the catalogue (vide), 1 procedure back to what other imports say", "3")
	in.run("import", "undo", "3", "--yes")
	if catalogue := in.run("export", "catalogue"); !strings.Contains(catalogue, "Éducation") || strings.Contains(catalogue, "vide") {
		t.Errorf("the catalogue is\n%s", catalogue)
	}

	invented := t.TempDir()
	if out, status := command(t, "demo", "load", "--data", invented); status != 0 {
		t.Fatalf("demo load ended with %d: %s", status, out)
	}
	if out, status := command(t, "import", "undo", "1", "--yes", "--data", invented); status != 1 || !strings.Contains(out, "observatory demo remove") {
		t.Errorf("taking half of a demonstration back ended with %d:\n%s", status, out)
	}
}

// TestImportUndoOfUnknownKind: of an import that a later release brought nothing
// is known, and nothing is deleted.
func TestImportUndoOfUnknownKind(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "ete,Inscrire un enfant,Éducation,yes,"))
	in.run("import", "ratings", countsFile(t, "ete,2026-01-05,avis-1,good,5,3"))
	eventually(t, "the ratings", func() bool { return received(in) == 3 })
	stored(in, "ALTER TABLE imports UPDATE kind = 'forecasts' WHERE number = 2 SETTINGS mutations_sync = 2")
	before := in.run("import", "list")
	if !strings.Contains(before, "forecasts") {
		t.Fatalf("the imports are\n%s", before)
	}
	for _, flags := range [][]string{nil, {"--yes"}} {
		out, status := command(t, append([]string{"import", "undo", "2", "--data", in.data}, flags...)...)
		if status != 1 || !strings.Contains(out, `import 2 is of the kind "forecasts", which this release does not know`) || strings.Contains(out, "which go") {
			t.Errorf("import undo 2 %v ended with %d: %s", flags, status, out)
		}
	}
	if after := in.run("import", "list"); after != before {
		t.Errorf("the imports are now\n%s", after)
	}
	if rows := stored(in, "SELECT id FROM ratings FINAL WHERE node = 0"); len(rows) != 3 {
		t.Errorf("%d of 3 ratings are there", len(rows))
	}
}

// TestImportsAndEditionsAreReadMeanwhile: what only reads, beside a running serve,
// does not wait for a command that imports or publishes; what writes is told to.
func TestImportsAndEditionsAreReadMeanwhile(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	catalogue := catalogueFile(t, "ete,Inscrire un enfant,Éducation,yes,")
	in.run("import", "catalogue", catalogue)
	newest, before := editionMonths()
	for _, month := range []string{before, newest} {
		in.run("edition", "freeze", month)
	}
	for _, name := range []string{"import.lock", "edition.lock"} {
		lock, err := os.OpenFile(filepath.Join(in.data, "run", name), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"import list", 0, "catalogue"},
		{"import catalogue FILE --dry-run", 0, "dry run: nothing was written"},
		{"import catalogue FILE", 1, "another import into"},
		{"import undo 1", 1, "import 1 (catalogue.csv) is not undone"},
		{"import undo 1 --yes", 1, "another import into"},
		{"edition list", 0, newest},
		{"edition show " + newest + " ete", 0, "KIND"},
		{"edition objections " + newest, 0, "0 objections"},
		{"edition diff " + before + " " + newest, 0, "figures moved"},
		{"edition verify " + newest, 0, "are the same"},
		{"edition publish " + newest + " --force", 1, "another command on editions"},
		{"edition draft " + newest, 1, "another command on editions"},
	} {
		args := strings.Fields(strings.ReplaceAll(c.args, "FILE", catalogue))
		if out, status := command(t, append(args, "--data", in.data)...); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("observatory %s ended with %d, want %d and %q:\n%s", c.args, status, c.status, c.want, out)
		}
	}
}
