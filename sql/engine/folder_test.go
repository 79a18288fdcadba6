package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRecordVersion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, recorded, version, upgraded, refused string
	}{
		{name: "a new folder", version: "26.7.3"},
		{name: "the same", recorded: "26.7.3", version: "26.7.3"},
		{name: "a newer one", recorded: "26.9.3", version: "26.10.1", upgraded: "26.9.3"},
		{name: "an older one", recorded: "26.10.1", version: "26.9.3", refused: "was written by libchdb 26.10.1 and this is the older 26.9.3"},
		{name: "a damaged record", recorded: "x", version: "26.9.3", refused: "damaged"},
		{name: "a strange library", version: "rc", refused: "not a version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file := filepath.Join(folder, "engine.version")
			if test.recorded != "" {
				if err := os.WriteFile(file, []byte(test.recorded+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			upgraded, err := recordVersion(folder, test.version)
			if test.refused != "" {
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("want %q, got %v", test.refused, err)
				}
				return
			}
			if err != nil || upgraded != test.upgraded {
				t.Fatalf("upgraded %q, %v", upgraded, err)
			}
			if text, err := os.ReadFile(file); err != nil || string(text) != test.version+"\n" {
				t.Errorf("recorded %q, %v", text, err)
			}
		})
	}
}

func TestLockFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	lock, err := lockFolder(folder, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockFolder(folder, 0); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("locked twice: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if lock, err = lockFolder(folder, 0); err != nil {
		t.Fatal(err)
	}
	if err := lock.Close(); err != nil {
		t.Error(err)
	}
}

func FuzzParseVersion(f *testing.F) {
	f.Add("26.7.3")
	f.Add("26..x")
	f.Fuzz(func(t *testing.T, text string) {
		version, err := parseVersion(text)
		if err == nil && len(version) != strings.Count(text, ".")+1 {
			t.Errorf("%q has %d parts", text, len(version))
		}
	})
}
