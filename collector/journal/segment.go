package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	headerBytes   = 32
	formatVersion = 1
	segmentMagic  = "obsjrnl\n"
	segmentSuffix = ".seg"
)

// header is the first 32 bytes of a segment.
type header struct {
	node, epoch uint32
	first       uint64 // the number of the segment's first record
}

func (h header) encode() []byte {
	b := append(make([]byte, 0, headerBytes), segmentMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, h.node)
	b = binary.LittleEndian.AppendUint32(b, h.epoch)
	b = binary.LittleEndian.AppendUint64(b, h.first)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

var (
	errDamagedHeader = errors.New("the header is damaged")
	errNewerFormat   = errors.New("it was written by a newer release: use that one")
)

func parseHeader(b []byte) (header, error) {
	if len(b) < headerBytes || string(b[:8]) != segmentMagic ||
		checksum(b[:headerBytes-4]) != binary.LittleEndian.Uint32(b[headerBytes-4:]) {
		return header{}, errDamagedHeader
	}
	if v := binary.LittleEndian.Uint32(b[8:]); v != formatVersion {
		return header{}, fmt.Errorf("format %d: %w", v, errNewerFormat)
	}
	h := header{
		node:  binary.LittleEndian.Uint32(b[12:]),
		epoch: binary.LittleEndian.Uint32(b[16:]),
		first: binary.LittleEndian.Uint64(b[20:]),
	}
	if h.first == 0 {
		return header{}, errDamagedHeader
	}
	return h, nil
}

// segmentName names a segment after its first record; copy tells apart a
// second file of that name.
func segmentName(first uint64, copy int) string {
	if copy == 0 {
		return fmt.Sprintf("%020d%s", first, segmentSuffix)
	}
	return fmt.Sprintf("%020d-%d%s", first, copy, segmentSuffix)
}

// seqOfName reads the first record's number from a file name. It matters only
// when the header is damaged.
func seqOfName(name string) (uint64, bool) {
	digits, _, _ := strings.Cut(strings.TrimSuffix(name, segmentSuffix), "-")
	seq, err := strconv.ParseUint(digits, 10, 64)
	return seq, err == nil && seq > 0
}

// mark remembers where a record starts, so that a reader need not walk the
// whole segment to it.
type mark struct {
	seq uint64
	off int64
}

// markBytes is the distance between marks: 64 of them in a segment.
const markBytes = 1 << 20

// gap is a run of damaged records, both ends included.
type gap struct{ from, to uint64 }

// segment is what is known of one segment file. The catalogue guards it.
type segment struct {
	name     string
	first    uint64
	epoch    uint32
	bytes    int64
	modified time.Time // when last written, as found by Open or when sealed
	damaged  bool      // its header is
	marks    []mark    // ascending
	gaps     []gap     // ascending
}

// markBefore returns the nearest mark at or before seq.
func (s *segment) markBefore(seq uint64) mark {
	i, _ := slices.BinarySearchFunc(s.marks, seq, func(m mark, seq uint64) int {
		if m.seq <= seq {
			return -1
		}
		return 1
	})
	if i == 0 {
		return mark{seq: s.first, off: headerBytes}
	}
	return s.marks[i-1]
}

// remember adds a mark when it is far enough behind the last one.
func (s *segment) remember(m mark) {
	last := mark{seq: s.first, off: headerBytes}
	if len(s.marks) > 0 {
		last = s.marks[len(s.marks)-1]
	}
	if m.seq > last.seq && m.off >= last.off+markBytes {
		s.marks = append(s.marks, m)
	}
}

// lose notes that the records of g are damaged and returns how many of them
// were not known to be.
func (s *segment) lose(g gap) uint64 {
	i := slices.IndexFunc(s.gaps, func(known gap) bool { return known.from == g.from })
	if i < 0 {
		s.gaps = append(s.gaps, g)
		return g.to - g.from + 1
	}
	known := &s.gaps[i]
	more := max(g.to, known.to) - known.to
	known.to += more
	return more
}
