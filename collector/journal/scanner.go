package journal

import (
	"bytes"
	"encoding/binary"
)

const (
	pageBytes   = 4 << 10
	windowBytes = 256 << 10
)

// scanner walks the records of one segment and steps over damage. It holds one
// window of the file in memory, whatever the file contains.
type scanner struct {
	read  func(b []byte, off int64) (int, error)
	size  int64  // of the file
	off   int64  // where the next record should start
	seq   uint64 // of the last record passed
	limit uint64 // the greatest number that the segment may hold

	window []byte
	start  int64 // offset of window[0]
}

// next returns the record that follows and the damaged ones it had to step over
// to find it. It returns false when nothing valid follows.
func (s *scanner) next() (Record, gap, bool) {
	if s.seq >= s.limit {
		return Record{}, gap{}, false
	}
	r, ok := s.at(s.off)
	if !ok {
		if r, ok = s.resync(); !ok {
			return Record{}, gap{}, false
		}
	}
	missing := gap{from: s.seq + 1, to: r.Seq - 1}
	s.off += r.size()
	s.seq = r.Seq
	return r, missing, true
}

// none tells whether no record is in g.
func (g gap) none() bool { return g.to < g.from }

// at reads the record at off.
func (s *scanner) at(off int64) (Record, bool) {
	n, ok := bodyLen(s.view(off, frameBytes))
	if !ok {
		return Record{}, false
	}
	return parseRecord(s.view(off, frameBytes+n), s.seq, s.limit)
}

// resync moves off to the next valid record. The length of the damaged one is
// tried first, because most damage is inside a payload and a payload might
// contain what looks like a record; then every byte.
func (s *scanner) resync() (Record, bool) {
	if n, ok := bodyLen(s.view(s.off, frameBytes)); ok {
		next := s.off + frameBytes + n
		if r, ok := s.at(next); ok && r.Seq == s.seq+2 {
			s.off = next
			return r, true
		}
	}
	for off := s.off + 1; off+recordBytes <= s.size; {
		if skip := barren(s.view(off, recordBytes)); skip > 0 {
			off += skip
			continue
		}
		if r, ok := s.at(off); ok {
			s.off = off
			return r, true
		}
		off++
	}
	return Record{}, false
}

// barren returns how many bytes from the start of b can be passed over because
// no record can start there: it makes the zeros after the last record cheap.
func barren(b []byte) int64 {
	if binary.LittleEndian.Uint64(b) == 0 {
		return 5 // the lengths starting at bytes 0 to 4 are all zero
	}
	if _, ok := bodyLen(b); !ok {
		return 1
	}
	return 0
}

// view returns the n bytes at off, fewer where the file ends. They are valid
// until the next view.
func (s *scanner) view(off, n int64) []byte {
	n = min(n, s.size-off)
	if n <= 0 {
		return nil
	}
	if off < s.start || off+n > s.start+int64(len(s.window)) {
		s.load(off, min(max(n, windowBytes), s.size-off))
	}
	i := off - s.start
	return s.window[i : i+n]
}

// load fills the window with n bytes from off. A page that cannot be read
// becomes zeros: its records are damaged, those around it are not.
func (s *scanner) load(off, n int64) {
	if int64(cap(s.window)) < n {
		s.window = make([]byte, max(n, min(windowBytes, s.size)))
	}
	s.window = s.window[:n]
	s.start = off
	readPages(s.read, s.window, off)
}

// readPages fills b from off, with zeros where nothing can be read.
func readPages(read func([]byte, int64) (int, error), b []byte, off int64) {
	if n, err := read(b, off); err == nil || n == len(b) {
		return
	}
	for len(b) > 0 {
		page := b[:min(int64(len(b)), pageBytes-off%pageBytes)]
		if n, err := read(page, off); err != nil {
			clear(page[n:])
		}
		b = b[len(page):]
		off += int64(len(page))
	}
}

// lastByte returns the offset behind the last byte from off on that is not
// zero; off itself when there is none.
func (s *scanner) lastByte() int64 {
	end := s.off
	for off := s.off; off < s.size; off += windowBytes {
		b := s.view(off, windowBytes)
		if n := len(bytes.TrimRight(b, "\x00")); n > 0 {
			end = off + int64(n)
		}
	}
	return end
}
