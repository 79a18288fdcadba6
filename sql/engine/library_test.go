package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"servicequality/sql/engine"
)

// TestFind: what is named wins, and nothing is looked for in the working
// directory, above it, or where the loader's variable says.
func TestFind(t *testing.T) {
	folder := t.TempDir()
	put := func(path ...string) string {
		file := filepath.Join(append([]string{folder}, path...)...)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	named, variable := put("named.so"), put("variable.so")
	for _, npm := range []string{"lib-linux-x64-gnu", "lib-linux-arm64-gnu", "lib-darwin-x64", "lib-darwin-arm64"} {
		put("node_modules", "@chdb", npm, "libchdb.so")
		put("work", "here", "node_modules", "@chdb", npm, "libchdb.so")
	}
	put("work", "here", "libchdb.so")
	put("work", "libchdb.so")
	t.Chdir(filepath.Join(folder, "work", "here"))
	t.Setenv("LD_LIBRARY_PATH", folder+"::"+filepath.Join(folder, "work"))

	t.Setenv(engine.LibraryVariable, "")
	if found, err := engine.Find(""); strings.HasPrefix(found, folder) {
		t.Errorf("found %s", found)
	} else if err != nil && (!strings.Contains(err.Error(), "run `make build`") || strings.Contains(err.Error(), "\n")) {
		t.Errorf("a missing library: %v", err)
	}
	if found, err := engine.Find(named); found != named {
		t.Errorf("named: %s, %v", found, err)
	}
	t.Setenv(engine.LibraryVariable, variable)
	if found, err := engine.Find(""); found != variable {
		t.Errorf("by the variable: %s, %v", found, err)
	}
	if found, err := engine.Find(named); found != named {
		t.Errorf("named, with the variable: %s, %v", found, err)
	}
	if _, err := engine.Find(filepath.Join(folder, "absent")); err == nil || !strings.Contains(err.Error(), "--libchdb") {
		t.Errorf("an absent file: %v", err)
	}
}

// TestFindBesideTheProgram: the program is this test binary, in a folder of its
// own.
func TestFindBesideTheProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(self), "libchdb.so")
	if err := os.WriteFile(beside, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(beside) //nolint:errcheck // the folder of this binary goes anyway
	t.Setenv(engine.LibraryVariable, "")
	if found, err := engine.Find(""); found != beside {
		t.Errorf("%s, %v; want %s", found, err, beside)
	}
}
