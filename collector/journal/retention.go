package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// spanShare is the part of the retention that one segment may span: an hour of
// 48. On a quiet day a segment would not fill for weeks, and its oldest records
// would stay as long.
const spanShare = 48

// Retire deletes the segments whose records are all verified, by the saved
// cursor, and whose last record is older than Config.Retention. It also begins a
// new segment when the current one has spanned a forty-eighth of the retention,
// so a record is gone at most that much later. It returns how many segments were
// deleted. Call it every few minutes.
func (j *Journal) Retire() (int, error) {
	if err := j.turnOver(); err != nil {
		return 0, fmt.Errorf("cannot retire journal segments: %w", err)
	}
	before := j.cfg.Now().Add(-j.cfg.Retention)
	verified := j.Cursor().Verified
	var retired int
	for {
		s, last := j.list.oldest()
		if s == nil || last > verified || !s.modified.Before(before) {
			break
		}
		if err := os.Remove(j.path(s.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return retired, fmt.Errorf("cannot retire journal segment: %w", err)
		}
		j.list.drop(s)
		retired++
	}
	if retired == 0 {
		return 0, nil
	}
	j.count.retired.Add(uint64(retired))
	if err := j.cfg.Disk.SyncDir(j.cfg.Dir); err != nil {
		return retired, fmt.Errorf("cannot retire journal segments: %w", j.fail(err))
	}
	return retired, nil
}

// turnOver begins a new segment when the current one is old enough and holds
// anything.
func (j *Journal) turnOver() error {
	j.writing.Lock()
	defer j.writing.Unlock()
	if err := j.failure(); err != nil {
		return err
	}
	if j.tail.file == nil {
		return ErrClosed
	}
	young := j.cfg.Now().Sub(j.tail.begun) < j.cfg.Retention/spanShare
	if j.tail.empty() || young {
		return nil
	}
	return j.rotate()
}
