package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

const (
	spareName  = "spare-"
	spareChunk = 1 << 20
	spareRetry = time.Second
)

var errStopping = errors.New("the journal is closing")

// spares makes the next segment ahead of time, full of zeros: a write that only
// overwrites needs no new block, so it neither meets a full disk nor waits for
// the file system's own journal.
type spares struct {
	dir   string
	size  int64
	disk  Disk
	now   func() time.Time
	log   *slog.Logger
	wish  chan struct{}
	quit  chan struct{}
	ended chan struct{}

	lacking  atomic.Bool  // the last attempt failed
	failedAt atomic.Int64 // when, in Unix nanoseconds
	stopping atomic.Bool

	mu    sync.Mutex // held while a spare is made: take waits for it
	ready *os.File
}

func newSpares(cfg Config) *spares {
	return &spares{
		dir:   cfg.Dir,
		size:  cfg.SegmentBytes,
		disk:  cfg.Disk,
		now:   cfg.Now,
		log:   cfg.Logger,
		wish:  make(chan struct{}, 1),
		quit:  make(chan struct{}),
		ended: make(chan struct{}),
	}
}

// sweep removes spares that an earlier process left behind.
func (s *spares) sweep() error {
	left, err := filepath.Glob(filepath.Join(s.dir, spareName+"*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// run makes a spare whenever one is wanted, and one to begin with.
func (s *spares) run() {
	defer close(s.ended)
	for s.want(); ; {
		select {
		case <-s.quit:
			return
		case <-s.wish:
			s.prepare()
		}
	}
}

func (s *spares) prepare() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready != nil {
		return
	}
	file, err := s.make()
	if errors.Is(err, errStopping) {
		return
	}
	s.ready = file
	s.failedAt.Store(s.now().UnixNano())
	if failed := err != nil; s.lacking.Swap(failed) != failed && failed {
		s.log.Warn("cannot make the next segment ahead of time; trying again", "cause", err)
	}
}

// want asks for a spare without waiting for it.
func (s *spares) want() {
	select {
	case s.wish <- struct{}{}:
	default:
	}
}

// retry asks again when the last attempt failed a while ago.
func (s *spares) retry() {
	if s.lacking.Load() && s.now().Sub(time.Unix(0, s.failedAt.Load())).Abs() >= spareRetry {
		s.want()
	}
}

// take hands the spare over, waiting for the one being made or making it now.
func (s *spares) take() (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if file := s.ready; file != nil {
		s.ready = nil
		return file, nil
	}
	return s.make()
}

// make writes a file full of zeros. Its name is its own, since the one before
// may not have received its lasting name yet.
func (s *spares) make() (*os.File, error) {
	file, err := os.CreateTemp(s.dir, spareName)
	if err != nil {
		return nil, fmt.Errorf("cannot create segment: %w", err)
	}
	if err := s.fill(file); err != nil {
		discard(file)
		return nil, fmt.Errorf("cannot prepare segment: %w", err)
	}
	return file, nil
}

// fill syncs chunk by chunk, so that groups being committed meanwhile never
// queue behind a whole segment of zeros.
func (s *spares) fill(file *os.File) error {
	if err := allocate(file, s.size); err != nil {
		return err
	}
	zeros := make([]byte, min(s.size, spareChunk))
	for off := int64(0); off < s.size; {
		if s.stopping.Load() {
			return errStopping
		}
		n := min(s.size-off, int64(len(zeros)))
		if _, err := s.disk.WriteAt(file, zeros[:n], off); err != nil {
			return err
		}
		if err := s.disk.Sync(file); err != nil {
			return err
		}
		off += n
	}
	return nil
}

// stop ends run and removes the spare.
func (s *spares) stop() {
	s.stopping.Store(true)
	close(s.quit)
	<-s.ended
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready != nil {
		discard(s.ready)
		s.ready = nil
	}
}
