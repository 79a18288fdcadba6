package engine_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"observatory/sql/engine"
)

func TestFind(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(engine.LibraryVariable, "")
	t.Setenv("LD_LIBRARY_PATH", "")
	platforms := map[string]string{
		"linux/amd64": "lib-linux-x64-gnu", "linux/arm64": "lib-linux-arm64-gnu",
		"darwin/amd64": "lib-darwin-x64", "darwin/arm64": "lib-darwin-arm64",
	}
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
	find := func(explicit, want string) {
		t.Helper()
		if got, err := engine.Find(explicit); got != want {
			t.Errorf("want %s, got %s, %v", want, got, err)
		}
	}
	named, variable, system := put("named.so"), put("variable.so"), put("system", "libchdb.so")
	packaged := put("node_modules", "@chdb", platforms[runtime.GOOS+"/"+runtime.GOARCH], "libchdb.so")
	put("work", "here", "x")

	t.Chdir(filepath.Join(folder, "work", "here"))
	find("", packaged)
	t.Setenv(engine.LibraryVariable, variable)
	find("", variable)
	find(named, named)
	if _, err := engine.Find(filepath.Join(folder, "absent")); err == nil || !strings.Contains(err.Error(), "--libchdb") {
		t.Errorf("an absent file: %v", err)
	}
	t.Setenv(engine.LibraryVariable, "")
	if err := os.Remove(packaged); err != nil {
		t.Fatal(err)
	}
	if found, err := engine.Find(""); err == nil {
		t.Skip("libchdb is installed at " + found)
	} else if !strings.Contains(err.Error(), "npm ci") || strings.Contains(err.Error(), "\n") {
		t.Errorf("a missing library: %v", err)
	}
	t.Setenv("LD_LIBRARY_PATH", filepath.Dir(system))
	find("", system)
}
