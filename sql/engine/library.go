package engine

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// LibraryVariable is the environment variable that names the libchdb file.
const LibraryVariable = "OBSERVATORY_LIBCHDB"

// Find returns the path of libchdb: explicit or else LibraryVariable when
// given; else the npm package of the platform, in node_modules beside this
// program, one or two folders up, in the working directory or above; else
// beside this program and in the system's library folders. The error is one
// sentence that says what to run.
func Find(explicit string) (string, error) {
	if named := cmp.Or(explicit, os.Getenv(LibraryVariable)); named != "" {
		if !isFile(named) {
			return "", fmt.Errorf("there is no libchdb at %s: correct --libchdb or %s, or leave both out and run `npm ci`", named, LibraryVariable)
		}
		return filepath.Abs(named)
	}
	for _, candidate := range candidates() {
		if isFile(candidate) {
			return candidate, nil
		}
	}
	return "", fmt.Errorf("libchdb, the embedded ClickHouse, is not installed: run `npm ci` (`make build` does), or name the file with --libchdb or %s", LibraryVariable)
}

// candidates lists the files where libchdb may be, the best first.
func candidates() []string {
	name := "libchdb.so"
	packaged := filepath.Join("node_modules", "@chdb", npmPackage(), name)
	var files []string
	program, err := os.Executable()
	if err == nil {
		folder := filepath.Dir(program)
		for range 3 {
			files = append(files, filepath.Join(folder, packaged))
			folder = filepath.Dir(folder)
		}
	}
	if folder, err := os.Getwd(); err == nil {
		for folder != filepath.Dir(folder) {
			files = append(files, filepath.Join(folder, packaged))
			folder = filepath.Dir(folder)
		}
	}
	if program != "" {
		files = append(files, filepath.Join(filepath.Dir(program), name))
	}
	for _, folder := range filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")) {
		files = append(files, filepath.Join(folder, name))
	}
	for _, folder := range []string{"/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"} {
		files = append(files, filepath.Join(folder, name))
	}
	return files
}

// npmPackage is the name, inside the scope @chdb, of this platform's package.
func npmPackage() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	if runtime.GOOS == "linux" {
		return "lib-linux-" + arch + "-gnu"
	}
	return "lib-" + runtime.GOOS + "-" + arch
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
