// Package enginetest finds libchdb for tests. They run from their packages'
// folders and as programs in temporary ones, where the program itself looks for
// no library.
package enginetest

import (
	"os"
	"path/filepath"
	"testing"

	"servicequality/sql/engine"
)

// Library returns the path of the libchdb that `npm ci` put into the module's
// folder, unless engine.LibraryVariable names another. Without one the test is
// skipped, and fails when the variable CI is set.
func Library(t testing.TB) string {
	t.Helper()
	library := os.Getenv(engine.LibraryVariable)
	if library == "" {
		library = filepath.Join(Module(t), "node_modules", "@chdb", "lib-linux-x64-gnu", "libchdb.so")
	}
	_, err := os.Stat(library)
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(err)
	}
	return library
}

// Module returns the folder of the module that the test is run in.
func Module(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("there is no go.mod in the working directory or above it")
		}
		folder = filepath.Dir(folder)
	}
}
