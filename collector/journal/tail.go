package journal

import (
	"fmt"
	"os"
	"time"
)

// tail is the end of the journal, where groups are written.
type tail struct {
	segment *segment
	file    *os.File
	pos     int64     // where the next group goes
	size    int64     // of the segment
	next    uint64    // the number of the next record
	begun   time.Time // when the segment began; zero when not known
	written time.Time // when it was last written
	sealed  bool      // nothing more may be written to the segment
}

func (t *tail) fits(n int) bool {
	return t.file != nil && !t.sealed && t.pos+int64(n) <= t.size
}

func (t *tail) empty() bool { return t.segment != nil && t.next == t.segment.first }

// write puts b at the position. When it fails, what may have been written
// becomes zeros again; when that fails too, the segment is sealed.
func (t *tail) write(disk Disk, b []byte) error {
	_, err := disk.WriteAt(t.file, b, t.pos)
	if err != nil && t.zero(disk, t.pos, t.pos+int64(len(b))) != nil {
		t.sealed = true
	}
	return err
}

// zero overwrites the bytes from..to.
func (t *tail) zero(disk Disk, from, to int64) error {
	zeros := make([]byte, min(to-from, spareChunk))
	for from < to {
		n := min(to-from, int64(len(zeros)))
		if _, err := disk.WriteAt(t.file, zeros[:n], from); err != nil {
			return err
		}
		from += n
	}
	return nil
}

func (t *tail) advance(bytes, records int, at time.Time) {
	t.written = at
	t.pos += int64(bytes)
	t.next += uint64(records)
}

// rotate begins a new segment and seals the one before it. Nothing is changed
// when it fails, except that an error of the folder's fsync fails the journal.
func (j *Journal) rotate() error {
	file, err := j.spares.take()
	if err != nil {
		return writeError(err)
	}
	h := header{node: j.id.node, epoch: j.id.epoch, first: j.tail.next}
	if err := j.begin(file, h); err != nil {
		return writeError(err)
	}
	name := j.nameFor(h.first)
	if err := os.Rename(file.Name(), j.path(name)); err != nil {
		discard(file)
		return writeError(err)
	}
	if err := j.cfg.Disk.SyncDir(j.cfg.Dir); err != nil {
		return j.fail(err)
	}
	j.seal()
	now := j.cfg.Now()
	s := &segment{name: name, first: h.first, epoch: h.epoch, bytes: j.cfg.SegmentBytes}
	j.list.put(s)
	j.tail = tail{
		segment: s, file: file, pos: headerBytes, size: j.cfg.SegmentBytes,
		next: h.first, begun: now, written: now,
	}
	j.spares.want()
	return nil
}

// begin writes the header of a new segment. A file that cannot take it is
// thrown away: nothing is tried twice on its descriptor.
func (j *Journal) begin(file *os.File, h header) error {
	_, err := j.cfg.Disk.WriteAt(file, h.encode(), 0)
	if err == nil {
		err = j.cfg.Disk.Sync(file)
	}
	if err != nil {
		discard(file)
		return fmt.Errorf("cannot begin segment: %w", err)
	}
	return nil
}

// nameFor returns a free name for the segment that begins with first. A tail
// that holds no record begins there too: its name is the one to replace, in one
// step, whatever a failed group left in it.
func (j *Journal) nameFor(first uint64) string {
	if j.tail.empty() {
		return j.tail.segment.name
	}
	for n := 0; ; n++ {
		name := segmentName(first, n)
		if _, err := os.Lstat(j.path(name)); os.IsNotExist(err) {
			return name
		}
	}
}

// seal cuts the tail's segment to its length and closes it; a damaged one is
// left as it is. An error changes nothing, since readers stop where the next
// segment begins.
func (j *Journal) seal() {
	t := &j.tail
	if t.file == nil {
		return
	}
	bytes := t.size
	if !t.empty() && j.list.sound(t.segment) && t.file.Truncate(t.pos) == nil {
		bytes = t.pos
		// Cutting is not writing: the age of a segment is that of its last record.
		// Where it cannot be set, the segment is only kept for longer.
		_ = os.Chtimes(j.path(t.segment.name), time.Time{}, t.written)
	}
	j.list.resize(t.segment, bytes, t.written)
	if err := t.file.Close(); err != nil {
		j.cfg.Logger.Warn("cannot close sealed segment", "segment", t.segment.name, "cause", err)
	}
}

// discard closes and removes a file that holds nothing yet.
func discard(file *os.File) {
	file.Close()
	os.Remove(file.Name())
}
