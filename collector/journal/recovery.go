package journal

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// finding is a segment file and what its header says.
type finding struct {
	name     string
	header   header
	err      error // why the header cannot be believed
	bytes    int64
	modified time.Time
}

// byFirst sorts by first record; of two with the same one, the canonical name
// comes last and counts.
func byFirst(a, b finding) int {
	return cmp.Or(
		cmp.Compare(a.header.first, b.header.first),
		-cmp.Compare(len(a.name), len(b.name)),
		cmp.Compare(a.name, b.name),
	)
}

// readHeaders lists the segments in dir. The header says which records a
// segment holds: two files whose names were swapped are read rightly. A damaged
// header leaves the name to say so.
func readHeaders(disk Disk, dir string) ([]finding, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), segmentSuffix) || !e.Type().IsRegular() {
			continue
		}
		f, err := readHeader(disk, filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if errors.Is(f.err, errNewerFormat) {
			return nil, fmt.Errorf("cannot read segment %s: %w", f.name, f.err)
		}
		found = append(found, f)
	}
	return found, nil
}

func readHeader(disk Disk, path string) (finding, error) {
	file, err := os.Open(path)
	if err != nil {
		return finding{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return finding{}, err
	}
	f := finding{name: filepath.Base(path), bytes: info.Size(), modified: info.ModTime()}
	b := make([]byte, headerBytes)
	if n, err := disk.ReadAt(file, b, 0); err != nil {
		b = b[:n]
	}
	if f.header, f.err = parseHeader(b); f.err != nil {
		f.header.first, _ = seqOfName(f.name)
	}
	return f, nil
}

// inventory learns which journal this is and lists its segments, oldest first.
// What belongs to another one is set aside.
func (j *Journal) inventory() ([]*segment, error) {
	id, err := loadIdentity(j.cfg.Disk, j.cfg.Dir)
	if err != nil {
		return nil, err
	}
	j.id = id
	if err := j.keepIdentity(); err != nil {
		return nil, fmt.Errorf("cannot write node file: %w", err)
	}
	found, err := readHeaders(j.cfg.Disk, j.cfg.Dir)
	if err != nil {
		return nil, err
	}
	found, foreign := sift(found, id)
	for _, f := range foreign {
		if err := j.setAside(f); err != nil {
			return nil, fmt.Errorf("cannot set segment %s aside: %w", f.name, err)
		}
	}
	var segments []*segment
	epoch := id.epoch
	for _, f := range found {
		if f.err == nil {
			epoch = f.header.epoch // a damaged header is taken for its neighbour's
		}
		s := &segment{
			name: f.name, first: f.header.first, epoch: epoch,
			bytes: f.bytes, modified: f.modified, damaged: f.err != nil,
		}
		if s.damaged {
			j.quarantine(s)
		}
		segments = append(segments, s)
	}
	return segments, nil
}

// sift parts the segments of this journal, oldest first, from those of others
// and from second copies.
func sift(found []finding, id identity) (ours, others []finding) {
	slices.SortFunc(found, byFirst)
	for _, f := range found {
		if f.err == nil && !id.owns(f.header) || f.header.first == 0 {
			others = append(others, f)
			continue
		}
		if n := len(ours); n > 0 && ours[n-1].header.first == f.header.first {
			others = append(others, ours[n-1])
			ours = ours[:n-1]
		}
		ours = append(ours, f)
	}
	return ours, others
}

// keepIdentity writes the node file unless it already says the same.
func (j *Journal) keepIdentity() error {
	b, err := os.ReadFile(j.path(nodeName))
	if err == nil && string(b) == string(j.id.encode()) {
		return nil
	}
	if err == nil || len(j.id.earlier) > 0 {
		j.cfg.Logger.Error("journal node file was lost or damaged; a new epoch begins behind the segments found")
	}
	return j.id.save(j.cfg.Disk, j.cfg.Dir)
}

// recoverTail reads the last segment and goes on where its records end. A new
// segment begins instead when the last one is damaged or of an earlier epoch,
// or when the cursor knows of records that it does not hold: their numbers must
// not be given out again.
func (j *Journal) recoverTail() error {
	known := j.cursor.highest()
	last := j.list.last()
	if last == nil {
		j.tail = tail{next: known + 1}
		j.committed.Store(known)
		return j.rotate()
	}
	if err := j.walkTail(last); err != nil {
		return fmt.Errorf("cannot recover segment %s: %w", last.name, err)
	}
	if known >= j.tail.next {
		j.report(last, gap{from: j.tail.next, to: known})
		j.tail.next, j.tail.sealed = known+1, true
	}
	j.committed.Store(j.tail.next - 1)
	if j.tail.sealed {
		// A full disk does not keep the journal from opening: its records can be
		// read, and each group tries again.
		if err := j.rotate(); err != nil && !errors.Is(err, ErrNoSpace) {
			return err
		}
	}
	return nil
}

// walkTail finds the end of the last segment, and zeros what is torn behind it.
func (j *Journal) walkTail(last *segment) error {
	file, err := os.OpenFile(j.path(last.name), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	j.tail = tail{segment: last, file: file, size: last.bytes, begun: j.list.previousEnd(), written: last.modified}
	// Records that a killed process wrote and did not sync are about to count as
	// committed. Those that a failed fdatasync left in memory alone must not.
	if err := j.cfg.Disk.Sync(file); err != nil {
		return err
	}
	forget(file)
	s := j.scanner(file, mark{seq: last.first, off: headerBytes})
	s.size, s.limit = last.bytes, last.first+uint64(last.bytes/recordBytes)
	j.tail.sealed = last.damaged || last.epoch != j.id.epoch
	for {
		r, missing, ok := s.next()
		if !ok {
			break
		}
		if !missing.none() {
			j.report(last, missing)
			j.tail.sealed = true
		}
		last.remember(mark{seq: r.Seq, off: s.off - r.size()})
	}
	j.tail.pos, j.tail.next = s.off, s.seq+1
	if j.tail.sealed {
		return nil
	}
	return j.clearTorn(s)
}

// clearTorn zeros from the end of the last record to the last byte that is not
// zero already.
func (j *Journal) clearTorn(s *scanner) error {
	end := s.lastByte()
	if end <= s.off {
		return nil
	}
	j.cfg.Logger.Warn("journal ends in a torn record, which nobody was promised; cleared",
		"segment", j.tail.segment.name, "bytes", end-s.off)
	j.count.tornBytes.Add(uint64(end - s.off))
	if err := j.tail.zero(j.cfg.Disk, s.off, end); err != nil {
		j.tail.sealed = true
		return nil
	}
	return j.cfg.Disk.Sync(j.tail.file)
}
