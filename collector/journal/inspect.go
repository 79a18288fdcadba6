package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Survey is what a journal's folder holds.
type Survey struct {
	Node, Epoch uint32
	// First and Last are the oldest and the newest record that is kept; Last is
	// First-1 when there is none.
	First, Last uint64
	// Records can be read; Damaged ones between First and Last cannot.
	Records, Damaged uint64
	// Bytes is the size of the segments.
	Bytes int64
	// Cursor is how far the records have come, as last saved.
	Cursor Cursor
	// Quarantine names the copies of damaged segments, and the segments of other
	// journals, that an operator has not dealt with.
	Quarantine []string
}

// Inspect reads the journal in dir from outside, beside the process that has it open or
// while none has: nothing is locked and nothing is written. It calls each for every
// readable record, oldest first; an error of each ends the reading and is returned. The
// last ones may include records that are not acknowledged yet. Without a journal in dir
// the error is fs.ErrNotExist.
func Inspect(dir string, each func(Record) error) (Survey, error) {
	s, err := inspect(dir, each)
	if err != nil {
		return s, fmt.Errorf("cannot inspect the journal in %s: %w", dir, err)
	}
	return s, nil
}

func inspect(dir string, each func(Record) error) (Survey, error) {
	disk := NewDisk()
	if _, err := os.Stat(filepath.Join(dir, nodeName)); err != nil {
		return Survey{}, err
	}
	id, err := loadIdentity(disk, dir)
	if err != nil {
		return Survey{}, err
	}
	s := Survey{Node: id.node, Epoch: id.epoch, First: 1}
	// The cursor comes first: what it says was shipped is then among the records.
	s.Cursor = readCursor(filepath.Join(dir, cursorName), id)
	copies, err := os.ReadDir(filepath.Join(dir, quarantineName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	for _, c := range copies {
		s.Quarantine = append(s.Quarantine, c.Name())
	}
	found, err := readHeaders(disk, dir)
	if err != nil {
		return s, err
	}
	found, _ = sift(found, id)
	if len(found) > 0 {
		s.First = found[0].header.first
	}
	s.Last = s.First - 1
	for i, f := range found {
		limit := f.header.first + uint64(f.bytes/recordBytes)
		if i+1 < len(found) {
			limit = found[i+1].header.first - 1
		}
		if err := s.segment(disk, dir, f, limit, each); err != nil {
			return s, err
		}
	}
	return s, nil
}

// segment reads the records of one segment, up to the one numbered limit. The
// numbers between the last record before it and its first one are damaged.
func (s *Survey) segment(disk Disk, dir string, f finding, limit uint64, each func(Record) error) error {
	file, err := os.Open(filepath.Join(dir, f.name))
	if errors.Is(err, fs.ErrNotExist) {
		s.First, s.Last = limit+1, limit // retired meanwhile: only the oldest ones are
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	s.Bytes += f.bytes
	scan := &scanner{
		read: func(b []byte, off int64) (int, error) { return disk.ReadAt(file, b, off) },
		size: f.bytes, off: headerBytes, seq: f.header.first - 1, limit: limit,
	}
	for {
		r, _, ok := scan.next()
		if !ok {
			return nil
		}
		s.Damaged += r.Seq - s.Last - 1
		s.Last = r.Seq
		s.Records++
		r.Epoch = f.header.epoch
		if err := each(r); err != nil {
			return err
		}
	}
}

// readCursor returns the newest cursor of the journal, the zero one when there
// is none.
func readCursor(path string, id identity) Cursor {
	b, err := os.ReadFile(path)
	if err != nil {
		return Cursor{}
	}
	var newest slot
	for len(b) >= slotBytes {
		if s, ok := parseSlot(b[:slotBytes]); ok && s.node == id.node && s.epoch == id.epoch && s.generation > newest.generation {
			newest = s
		}
		b = b[slotBytes:]
	}
	return newest.cursor
}
