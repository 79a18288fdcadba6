package engine

import (
	"fmt"
	"runtime"
)

// pin names the one libchdb that this program loads.
type pin struct {
	// platform is GOOS/GOARCH.
	platform string
	// npm is the package that the file comes in; version and integrity are what
	// package.json and package-lock.json say of it.
	npm, version, integrity string
	// sum is the SHA-256 of the file, in hexadecimal.
	sum string
}

// pinned is the only place that says which libchdb is the right one. An upgrade
// of the npm package changes version, integrity (package-lock.json has it) and
// sum (`sha256sum bin/libchdb.so`); a test compares the first two with the files
// of npm, and no engine starts with a file of another sum.
var pinned = pin{
	platform:  "linux/amd64",
	npm:       "@chdb/lib-linux-x64-gnu",
	version:   "26.7.3-stable.1",
	integrity: "sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
	sum:       "36ad4e999882821ef13cf2d0f52c93f48e6ee1b4498b35a201c23ce4b8d15bf5",
}

// forPlatform refuses a platform that the pin is not for.
func (p pin) forPlatform(platform string) error {
	if platform == p.platform {
		return nil
	}
	return fmt.Errorf("no libchdb is known for %s, only for %s: use a ClickHouse server with --clickhouse", platform, p.platform)
}

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }
