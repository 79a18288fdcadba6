package engine

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
)

// LibraryVariable is the environment variable that names the libchdb file.
const LibraryVariable = "OBSERVATORY_LIBCHDB"

// libraryName is what the file is called where it is looked for.
const libraryName = "libchdb.so"

// Find returns the path of libchdb: explicit or else LibraryVariable when
// given; else beside this program, where `make build` links it; else in the
// system's library folders. It looks nowhere else, least of all in the working
// directory or above it: whoever may write there would run code as this user.
// Whether the file is the right one is checked before it is loaded. The error
// is one sentence that says what to run.
func Find(explicit string) (string, error) {
	if named := cmp.Or(explicit, os.Getenv(LibraryVariable)); named != "" {
		if !isFile(named) {
			return "", fmt.Errorf("there is no libchdb at %s: correct --libchdb or %s, or leave both out and run `make build`", named, LibraryVariable)
		}
		return filepath.Abs(named)
	}
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find this program's own file: name libchdb with --libchdb: %w", err)
	}
	beside := filepath.Dir(program)
	for _, folder := range append([]string{beside}, systemFolders()...) {
		if file := filepath.Join(folder, libraryName); isFile(file) {
			return file, nil
		}
	}
	return "", fmt.Errorf("libchdb, the embedded ClickHouse, is neither in %s nor in the system's library folders: run `make build`, which links it beside the program, or name the file with --libchdb or %s",
		beside, LibraryVariable)
}

// systemFolders are those that only the system's administrator writes to.
func systemFolders() []string {
	return []string{"/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
