package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	lockName       = "lock"
	quarantineName = "quarantine"
)

// lockFolder makes the journal's folder and takes its lock, which the kernel
// gives back when the process ends, however it ends.
func lockFolder(disk Disk, dir string) (*os.File, error) {
	if err := makeFolder(disk, filepath.Join(dir, quarantineName)); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := flock(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("folder %s: %w", dir, err)
	}
	return file, nil
}

// makeFolder makes dir and the folders above it, each durable in the one above
// before anything is put into it.
func makeFolder(disk Disk, dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(dir)
	if err := makeFolder(disk, above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return disk.SyncDir(above)
}

func flock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return os.NewSyscallError("flock", err)
}

// unlockFolder gives the lock back by name: merely closing the file would leave
// it to a child process that is between fork and exec.
func unlockFolder(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_UN)
	return errors.Join(os.NewSyscallError("flock", err), file.Close())
}
