package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Disk is the file calls whose failure a journal must survive. Tests replace
// them one by one; everything else goes to package os.
type Disk interface {
	// ReadAt and WriteAt are those of os.File.
	ReadAt(f *os.File, b []byte, off int64) (int, error)
	WriteAt(f *os.File, b []byte, off int64) (int, error)
	// Sync makes the content of f durable. After an error nothing is known
	// about what was written, and f is not used again.
	Sync(f *os.File) error
	// SyncDir makes the names in a folder durable.
	SyncDir(dir string) error
	// Free returns the share of the file system of dir, 0 to 1, that an
	// unprivileged process may still fill.
	Free(dir string) (float64, error)
}

// NewDisk returns the operating system's file calls.
func NewDisk() Disk { return osDisk{} }

type osDisk struct{}

func (osDisk) ReadAt(f *os.File, b []byte, off int64) (int, error)  { return f.ReadAt(b, off) }
func (osDisk) WriteAt(f *os.File, b []byte, off int64) (int, error) { return f.WriteAt(b, off) }

func (osDisk) Sync(f *os.File) error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if !errors.Is(err, unix.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}

func (osDisk) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (osDisk) Free(dir string) (float64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	if st.Blocks == 0 {
		return 1, nil // a file system that does not count blocks has no limit to report
	}
	return float64(st.Bavail) / float64(st.Blocks), nil
}

// allocate reserves size bytes, so that a full disk is known before anything is
// written. File systems that cannot reserve are written to all the same.
func allocate(f *os.File, size int64) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil
	}
	return os.NewSyscallError("fallocate", err)
}

// forget drops what the kernel remembers of a file, so that it is read from the
// disk. The kernel may decline; nothing is lost but certainty.
func forget(f *os.File) {
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
}

// outOfSpace tells whether err says that the disk, or the quota, is full.
func outOfSpace(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}
