package journal_test

import (
	"os"
	"sync"

	"servicequality/collector/journal"
)

// faulty is a disk whose calls can be replaced while the journal runs.
type faulty struct {
	journal.Disk
	mu    sync.Mutex
	read  func(f *os.File, b []byte, off int64) (int, error)
	write func(f *os.File, b []byte, off int64) (int, error)
	sync  func(f *os.File) error
	dir   func() error
	free  float64
}

func newFaulty() *faulty { return &faulty{Disk: journal.NewDisk(), free: 1} }

func (d *faulty) onRead(f func(*os.File, []byte, int64) (int, error))  { set(d, &d.read, f) }
func (d *faulty) onWrite(f func(*os.File, []byte, int64) (int, error)) { set(d, &d.write, f) }
func (d *faulty) onSync(f func(*os.File) error)                        { set(d, &d.sync, f) }
func (d *faulty) onSyncDir(f func() error)                             { set(d, &d.dir, f) }
func (d *faulty) setFree(share float64)                                { set(d, &d.free, share) }

func set[T any](d *faulty, field *T, v T) {
	d.mu.Lock()
	defer d.mu.Unlock()
	*field = v
}

func get[T any](d *faulty, field *T) T {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *field
}

func (d *faulty) ReadAt(f *os.File, b []byte, off int64) (int, error) {
	if read := get(d, &d.read); read != nil {
		return read(f, b, off)
	}
	return d.Disk.ReadAt(f, b, off)
}

func (d *faulty) WriteAt(f *os.File, b []byte, off int64) (int, error) {
	if write := get(d, &d.write); write != nil {
		return write(f, b, off)
	}
	return d.Disk.WriteAt(f, b, off)
}

func (d *faulty) Sync(f *os.File) error {
	if sync := get(d, &d.sync); sync != nil {
		if err := sync(f); err != nil {
			return err
		}
	}
	return d.Disk.Sync(f)
}

func (d *faulty) SyncDir(dir string) error {
	if sync := get(d, &d.dir); sync != nil {
		if err := sync(); err != nil {
			return err
		}
	}
	return d.Disk.SyncDir(dir)
}

func (d *faulty) Free(string) (float64, error) { return get(d, &d.free), nil }
