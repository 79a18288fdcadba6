//go:build !linux

package engine

import (
	"fmt"
	"os"
)

// throughFolder is for Linux alone: elsewhere there is no path of an open
// folder.
func throughFolder(socket string) (path string, folder *os.File, err error) {
	return "", nil, fmt.Errorf("the path %s is too long for a socket: choose a shorter --data", socket)
}

// loadPath is where an open file can be loaded from.
func loadPath(file *os.File) string { return file.Name() }
