package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
)

// Read returns the records from the given sequence number to the last one that
// is durable when the iteration starts, in order. Damaged records are stepped
// over: they are counted in Stats, logged, and their segment is copied to
// quarantine. Records already retired are not there. An error ends the
// iteration; it means that a segment could not be opened at all.
func (j *Journal) Read(from uint64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var window []byte
		for _, p := range j.list.spans(max(from, 1), j.committed.Load()) {
			if !j.readSpan(p, &window, yield) {
				return
			}
		}
	}
}

// readSpan yields the records of one segment. It returns false when the
// iteration is over.
func (j *Journal) readSpan(p span, window *[]byte, yield func(Record, error) bool) bool {
	file, err := os.Open(j.path(p.name))
	if errors.Is(err, fs.ErrNotExist) {
		if j.list.holds(p.segment) {
			j.report(p.segment, gap{from: p.segment.first, to: p.limit})
		}
		return true // or retired since the iteration started
	}
	if err != nil {
		yield(Record{}, fmt.Errorf("cannot read journal: %w", err))
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		yield(Record{}, fmt.Errorf("cannot read journal: %w", err))
		return false
	}
	s := j.scanner(file, p.start)
	s.size, s.limit, s.window = info.Size(), p.limit, *window
	defer func() { *window = s.window[:0] }()
	return j.walk(s, p, yield)
}

func (j *Journal) walk(s *scanner, p span, yield func(Record, error) bool) bool {
	marked := s.off
	for {
		r, missing, ok := s.next()
		if !ok {
			break
		}
		if !missing.none() {
			j.report(p.segment, missing)
		}
		if start := s.off - r.size(); start >= marked+markBytes {
			marked = start
			j.list.remember(p.segment, mark{seq: r.Seq, off: start})
		}
		if r.Seq < p.from {
			continue
		}
		r.Epoch = p.epoch
		if !yield(r, nil) {
			return false
		}
	}
	if s.seq < p.limit {
		j.report(p.segment, gap{from: s.seq + 1, to: p.limit})
	}
	return true
}

// scanner walks a segment from start on. Its size and limit are left to set.
func (j *Journal) scanner(file *os.File, start mark) *scanner {
	return &scanner{
		read: func(b []byte, off int64) (int, error) { return j.cfg.Disk.ReadAt(file, b, off) },
		off:  start.off,
		seq:  start.seq - 1,
	}
}
