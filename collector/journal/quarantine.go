package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// report counts the damaged records of g, once each, and keeps a copy of their
// segment for whoever wants to look. It never stops a reader.
func (j *Journal) report(s *segment, g gap) {
	more := j.list.lose(s, g)
	if more == 0 {
		return
	}
	j.cfg.Logger.Error("journal records are damaged; later ones are kept",
		"segment", s.name, "from", g.from, "to", g.to)
	j.quarantine(s)
}

// quarantine copies a damaged segment, once: the first copy is the nearest to
// what happened.
func (j *Journal) quarantine(s *segment) {
	path := j.quarantinePath(header{node: j.id.node, epoch: s.epoch, first: s.first}, 0)
	if _, err := os.Lstat(path); err == nil {
		return
	}
	if err := j.copySegment(s.name, path); err != nil {
		j.cfg.Logger.Error("cannot copy damaged segment to quarantine", "segment", s.name, "cause", err)
		return
	}
	j.count.quarantined.Add(1)
	j.cfg.Logger.Error("damaged journal segment copied to quarantine", "segment", s.name, "copy", path)
}

func (j *Journal) quarantinePath(h header, copy int) string {
	name := fmt.Sprintf("%08x-%08x-%s", h.node, h.epoch, segmentName(h.first, copy))
	return filepath.Join(j.cfg.Dir, quarantineName, name)
}

// copySegment copies what can be read; pages that cannot become zeros.
func (j *Journal) copySegment(name, path string) (err error) {
	from, err := os.Open(j.path(name))
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	to, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	buf := make([]byte, min(info.Size(), spareChunk))
	read := func(b []byte, off int64) (int, error) { return j.cfg.Disk.ReadAt(from, b, off) }
	for off := int64(0); off < info.Size() && err == nil; off += int64(len(buf)) {
		b := buf[:min(int64(len(buf)), info.Size()-off)]
		readPages(read, b, off)
		_, err = to.Write(b)
	}
	if err == nil {
		err = j.cfg.Disk.Sync(to)
	}
	if err = errors.Join(err, to.Close()); err != nil {
		os.Remove(path + ".new")
		return err
	}
	return os.Rename(path+".new", path)
}

// setAside moves a segment of another journal or epoch, or a second copy, out
// of the way: it is not read, and not deleted.
func (j *Journal) setAside(f finding) error {
	for n := 0; ; n++ {
		path := j.quarantinePath(f.header, n)
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		j.count.foreign.Add(1)
		j.cfg.Logger.Warn("segment is not of this journal; moved to quarantine", "segment", f.name,
			"node", fmt.Sprintf("%08x", f.header.node), "epoch", fmt.Sprintf("%08x", f.header.epoch))
		return os.Rename(j.path(f.name), path)
	}
}
