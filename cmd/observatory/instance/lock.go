package instance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// lock is a file that one process at a time holds. The system takes it back
// when the process dies, however it dies.
type lock struct{ file *os.File }

// ErrLocked means that another process holds the lock.
var ErrLocked = errors.New("another process holds the lock")

// TakeLock takes the lock of that name in the data folder's run folder, or
// returns ErrLocked.
func (s settings) TakeLock(name string) (*lock, error) {
	if err := os.MkdirAll(s.Folder("run"), 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder: %w", err)
	}
	file, err := os.OpenFile(s.Folder("run", name), os.O_CREATE|os.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open a lock: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrLocked
		}
		return nil, errors.Join(err, file.Close())
	}
	return &lock{file}, nil
}

// Release gives the lock back.
func (l *lock) Release() error { return l.file.Close() }

// Locks of the data folder.
const (
	EngineLock = "engine.lock" // held by whoever runs the engine
	importLock = "import.lock" // held by what adds or takes back imports
)

// lockPatience is how long a command waits for another one, or for an engine
// that is being restarted.
const (
	lockPatience = 30 * time.Second
	lockPause    = 100 * time.Millisecond
)

// Await tries until it is done, ctx ends or patience does.
func Await(ctx context.Context, try func() (done bool, err error)) (done bool, err error) {
	pause := time.NewTicker(lockPause)
	defer pause.Stop()
	patience := time.After(lockPatience)
	for {
		if done, err := try(); done || err != nil {
			return done, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-patience:
			return false, nil
		case <-pause.C:
		}
	}
}

// Importing runs what adds or takes back imports, one process at a time: two
// at once would not see each other's rows.
func (a *App) Importing(ctx context.Context, do func(*Database) error) (err error) {
	l, err := a.Settings.TakeLock(importLock)
	if errors.Is(err, ErrLocked) {
		return fmt.Errorf("another import into %s is running: wait until it has ended", a.Settings.Data)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	return a.WithDatabase(ctx, do)
}
