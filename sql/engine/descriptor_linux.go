package engine

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// throughFolder opens the socket's folder and returns the path of the socket
// through that descriptor, good while the folder is open.
func throughFolder(socket string) (path string, folder *os.File, err error) {
	parent := filepath.Dir(socket)
	fd, err := unix.Open(parent, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", nil, fmt.Errorf("cannot open %s: %w", parent, err)
	}
	return filepath.Join(fmt.Sprintf("/proc/self/fd/%d", fd), filepath.Base(socket)), os.NewFile(uintptr(fd), parent), nil
}

// loadPath is where a file that is open can be loaded from: what was opened,
// and not what has replaced it at its path.
func loadPath(file *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", file.Fd()) }
