package backup

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/rating"
)

// archived writes a backup of a small database and one secret.
func archived(t testing.TB) []byte {
	t.Helper()
	folder := t.TempDir()
	files := map[string]string{databaseEntry: "the database", "secrets/form.key": "secret", "editions/2026-10/manifest.json": "signed"}
	for name, content := range files {
		path := filepath.Join(folder, filepath.Base(name))
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		files[name] = path
	}
	path := filepath.Join(folder, "backup")
	if err := writeArchive(path, manifest{Format: archiveFormat, Program: "observatory test"}, files); err != nil {
		t.Fatal(err)
	}
	if err := writeArchive(path, manifest{Format: archiveFormat}, files); err == nil {
		t.Error("a backup was overwritten")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestArchive(t *testing.T) {
	t.Parallel()
	database, editions := filepath.Join(t.TempDir(), "database"), t.TempDir()
	m, secrets, err := unpack(tar.NewReader(bytes.NewReader(archived(t))), database, editions)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]byte{"form.key": []byte("secret")}, secrets); diff != "" || len(m.Entries) != 3 {
		t.Errorf("%d entries, secrets (-want +got):\n%s", len(m.Entries), diff)
	}
	if content, err := os.ReadFile(database); err != nil || string(content) != "the database" {
		t.Errorf("the database is %q, error %v", content, err)
	}
	if content, err := os.ReadFile(filepath.Join(editions, "2026-10", "manifest.json")); err != nil || string(content) != "signed" {
		t.Errorf("the manifest of an edition is %q, error %v", content, err)
	}
}

// TestOlderArchive: a backup of the format before editions were in it is taken.
func TestOlderArchive(t *testing.T) {
	t.Parallel()
	older := strings.Replace(string(archived(t)), `"format": 2`, `"format": 1`, 1)
	if m, _, err := unpack(tar.NewReader(strings.NewReader(older)), filepath.Join(t.TempDir(), "database"), t.TempDir()); err != nil || m.Format != 1 {
		t.Errorf("format %d, error %v", m.Format, err)
	}
}

// TestArchiveRefuses: a backup is taken as its manifest says, or not at all.
func TestArchiveRefuses(t *testing.T) {
	t.Parallel()
	sound := archived(t)
	for name, damage := range map[string]func(string) string{
		"nothing":          func(string) string { return "" },
		"no archive":       func(string) string { return "id,title\n" },
		"cut":              func(s string) string { return s[:len(s)/2] },
		"another database": func(s string) string { return strings.Replace(s, "the database", "THE DATABASE", 1) },
		"another secret":   func(s string) string { return strings.Replace(s, "\x00secret\x00", "\x00SECRET\x00", 1) },
		"a newer format":   func(s string) string { return strings.Replace(s, `"format": 2`, `"format": 9`, 1) },
		"no format":        func(s string) string { return strings.Replace(s, `"format": 2`, `"format": 0`, 1) },
		"an edition outside": func(s string) string {
			return strings.ReplaceAll(s, "editions/2026-10/manifest.json", "editions/2026-10/../../m.json")
		},
		"an edition in no folder": func(s string) string {
			return strings.ReplaceAll(s, "editions/2026-10/manifest.json", "editions/2026-10-manifest.json")
		},
		"a secret outside":  func(s string) string { return strings.ReplaceAll(s, "secrets/form.key", "secrets/../f.key") },
		"an entry too much": func(s string) string { return strings.ReplaceAll(s, "secrets/form.key", "run/engines.addr") },
	} {
		damaged := damage(string(sound))
		if damaged == string(sound) {
			t.Fatalf("%s: nothing was damaged", name)
		}
		_, _, err := unpack(tar.NewReader(strings.NewReader(damaged)), filepath.Join(t.TempDir(), "database"), t.TempDir())
		if err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

// FuzzUnpack: whatever is given as a backup, nothing is written beside the
// database and nothing panics.
func FuzzUnpack(f *testing.F) {
	f.Add(archived(f))
	f.Add([]byte("manifest.json"))
	f.Fuzz(func(t *testing.T, content []byte) {
		folder := t.TempDir()
		_, secrets, err := unpack(tar.NewReader(bytes.NewReader(content)), filepath.Join(folder, "inside", "database"), filepath.Join(folder, "inside"))
		if err == nil {
			t.Error("a database was written into a folder that is not there")
		}
		for name := range secrets {
			if name != filepath.Base(name) || name == "." || name == ".." {
				t.Errorf("a secret is named %q", name)
			}
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%v was written, error %v", left, err)
		}
	})
}

func TestReadTombstones(t *testing.T) {
	t.Parallel()
	const header = "rating,procedure,kind,reason,by\n"
	const id = "0197f0a2-0000-7abc-8def-0123456789ab"
	got, err := readTombstones(strings.NewReader(header + id + ",passport,erase,request,operator\n"))
	if err != nil || len(got) != 1 || got[0].Kind != rating.VerdictErase || got[0].Rating.String() != id || got[0].By != "operator" {
		t.Errorf("read %+v, error %v", got, err)
	}
	for name, text := range map[string]string{
		"nothing": "", "no header": id + ",passport,erase,request,operator\n",
		"no id": header + "7,passport,erase,request,operator\n", "a quarantine": header + id + ",passport,quarantine,request,operator\n",
		"no reason": header + id + ",passport,erase,,operator\n", "a field too few": header + id + ",passport,erase,request\n",
	} {
		if got, err := readTombstones(strings.NewReader(text)); err == nil {
			t.Errorf("%s: read %+v", name, got)
		}
	}
}

// FuzzReadTombstones: what is read is what may be obeyed.
func FuzzReadTombstones(f *testing.F) {
	f.Add("rating,procedure,kind,reason,by\n0197f0a2-0000-7abc-8def-0123456789ab,passport,erase,request,operator\n")
	f.Add("rating,procedure,kind,reason,by\n\"0197f0a2-0000-7abc-8def-0123456789ab\",p,mask,\"r\n\",\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := readTombstones(io.LimitReader(strings.NewReader(text), 1<<20))
		if err != nil {
			return
		}
		for _, v := range all {
			if !v.Kind.Buries() || v.Validate() != nil {
				t.Errorf("read %+v", v)
			}
		}
	})
}
