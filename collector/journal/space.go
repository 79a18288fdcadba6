package journal

import (
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

const (
	ballastName   = "ballast"
	spaceInterval = 250 * time.Millisecond
)

// space watches the share of the disk that is free. It is measured by those who
// append, at most every spaceInterval: nothing runs when nobody asks.
type space struct {
	dir     string
	ballast int64
	least   float64
	disk    Disk
	now     func() time.Time
	log     *slog.Logger

	measured atomic.Int64 // when, in Unix nanoseconds
	low      atomic.Bool
	free     atomic.Uint64 // the share, as float64 bits
}

func newSpace(cfg Config) *space {
	s := &space{
		dir: cfg.Dir, ballast: cfg.Ballast, least: cfg.MinFree,
		disk: cfg.Disk, now: cfg.Now, log: cfg.Logger,
	}
	s.measured.Store(s.now().UnixNano())
	s.measure()
	return s
}

// short tells whether too little space is left to accept a record.
func (s *space) short() bool {
	now, last := s.now().UnixNano(), s.measured.Load()
	if time.Duration(now-last).Abs() >= spaceInterval && s.measured.CompareAndSwap(last, now) {
		s.measure()
	}
	return s.low.Load()
}

// measure keeps the last answer when the file system gives none.
func (s *space) measure() {
	free, err := s.disk.Free(s.dir)
	if err != nil {
		s.log.Warn("cannot measure free space", "cause", err)
		return
	}
	s.free.Store(math.Float64bits(free))
	low := free < s.least
	if s.low.Swap(low) != low {
		s.log.Warn("free space crossed the watermark", "free", free, "least", s.least, "accepting", !low)
	}
}

// layBallast reserves the space that a shutdown on a full disk will need. There
// may be no room for it: the journal works without.
func (s *space) layBallast() {
	if s.ballast <= 0 || s.low.Load() {
		return
	}
	file, err := os.OpenFile(filepath.Join(s.dir, ballastName), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = allocate(file, s.ballast)
		file.Close()
	}
	if err != nil {
		s.log.Warn("cannot reserve ballast; a shutdown on a full disk may not complete", "cause", err)
	}
}

// dropBallast gives the reserve back when space is short.
func (s *space) dropBallast() {
	if s.ballast <= 0 {
		return
	}
	s.measure()
	if s.low.Load() {
		os.Remove(filepath.Join(s.dir, ballastName))
	}
}
