package journal

import (
	"slices"
	"sync"
	"time"
)

// catalogue is the list of segments, oldest first. Its last one is being
// written. A segment ends where the next one begins: bytes of a failed group
// that could not be zeroed carry numbers beyond that, and are never read.
type catalogue struct {
	mu       sync.Mutex
	segments []*segment
	damaged  uint64 // records lost, since Open
}

func newCatalogue(segments []*segment) *catalogue { return &catalogue{segments: segments} }

// span is a part of a segment that a reader may walk.
type span struct {
	segment     *segment
	name        string
	epoch       uint32
	start       mark
	from, limit uint64 // the records wanted, both ends included
}

// spans cuts the records from..last into the segments that hold them.
func (c *catalogue) spans(from, last uint64) []span {
	c.mu.Lock()
	defer c.mu.Unlock()
	var spans []span
	for i, s := range c.segments {
		limit := last
		if i+1 < len(c.segments) {
			limit = min(limit, c.segments[i+1].first-1)
		}
		if limit < from || limit < s.first {
			continue
		}
		spans = append(spans, span{
			segment: s, name: s.name, epoch: s.epoch,
			start: s.markBefore(from), from: max(from, s.first), limit: limit,
		})
	}
	return spans
}

func (c *catalogue) first() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.segments) == 0 {
		return 1
	}
	return c.segments[0].first
}

// put appends s, in the place of the last segment when that one held nothing.
func (c *catalogue) put(s *segment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.segments); n > 0 && c.segments[n-1].first == s.first {
		c.segments = c.segments[:n-1]
	}
	c.segments = append(c.segments, s)
}

// drop forgets s.
func (c *catalogue) drop(s *segment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.segments = slices.DeleteFunc(c.segments, func(t *segment) bool { return t == s })
}

func (c *catalogue) holds(s *segment) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.segments, s)
}

// last returns the newest segment, nil when there is none.
func (c *catalogue) last() *segment {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.segments) == 0 {
		return nil
	}
	return c.segments[len(c.segments)-1]
}

// remember gives a segment a mark.
func (c *catalogue) remember(s *segment, m mark) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.remember(m)
}

// lose notes damage and returns how many records are newly lost.
func (c *catalogue) lose(s *segment, g gap) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	more := s.lose(g)
	c.damaged += more
	return more
}

// resize notes the length of a sealed segment and when it was last written.
func (c *catalogue) resize(s *segment, bytes int64, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.bytes, s.modified = bytes, at
}

// sound tells whether no damage is known in s.
func (c *catalogue) sound(s *segment) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !s.damaged && len(s.gaps) == 0
}

// previousEnd returns when the segment before the last was last written, which
// is when the last one began; the zero time when there is none.
func (c *catalogue) previousEnd() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.segments); n > 1 {
		return c.segments[n-2].modified
	}
	return time.Time{}
}

// oldest returns the first segment, and the last record that belongs to it. It
// returns nil when only the one being written is left.
func (c *catalogue) oldest() (*segment, uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.segments) < 2 {
		return nil, 0
	}
	return c.segments[0], c.segments[1].first - 1
}

func (c *catalogue) totals() (segments int, bytes int64, damaged uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.segments {
		bytes += s.bytes
	}
	return len(c.segments), bytes, c.damaged
}
