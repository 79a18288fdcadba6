package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
)

const (
	cursorName  = "cursor"
	cursorMagic = "obscrsr\n"
	slotBytes   = 4 << 10
	cursorBytes = 2 * slotBytes
	cursorCRC   = 76 // offset of the checksum in a slot
)

// Cursor is how far the journal's records have come.
type Cursor struct {
	// Shipped is the last record that was sent on, 0 for none.
	Shipped uint64
	// Verified is the last record up to which all were found at their
	// destination. It never exceeds Shipped.
	Verified uint64
	// Intent is the batch about to be sent, or of unknown fate.
	Intent Intent
}

// Intent is a batch announced before it is sent, so that after a crash it is
// verified instead of being sent twice. The zero Intent is none.
type Intent struct {
	// Epoch is the epoch of the batch's records; a batch holds one epoch.
	Epoch uint32
	// Attempt counts the sendings of the range.
	Attempt uint32
	// From and To are the first and last record of the batch.
	From, To uint64
	// Digest is the sender's checksum of the rows.
	Digest uint64
}

// slot is one of the two copies of the cursor on disk.
type slot struct {
	node, epoch uint32
	generation  uint64
	cursor      Cursor
}

// encode lays the slot out: magic, version, node, epoch, generation, shipped,
// verified, the intent's epoch, attempt, from, to and digest, crc.
func (s slot) encode() []byte {
	b := make([]byte, 0, slotBytes)
	b = append(b, cursorMagic...)
	for _, v := range []uint32{formatVersion, s.node, s.epoch} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	for _, v := range []uint64{s.generation, s.cursor.Shipped, s.cursor.Verified} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	in := s.cursor.Intent
	b = binary.LittleEndian.AppendUint32(b, in.Epoch)
	b = binary.LittleEndian.AppendUint32(b, in.Attempt)
	for _, v := range []uint64{in.From, in.To, in.Digest} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, checksum(b))
	return b[:slotBytes]
}

// parseSlot reads a slot; false when it is damaged or was never written.
func parseSlot(b []byte) (slot, bool) {
	if len(b) < slotBytes || string(b[:8]) != cursorMagic ||
		binary.LittleEndian.Uint32(b[8:]) != formatVersion ||
		binary.LittleEndian.Uint32(b[cursorCRC:]) != checksum(b[:cursorCRC]) {
		return slot{}, false
	}
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	return slot{
		node: u32(b[12:]), epoch: u32(b[16:]), generation: u64(b[20:]),
		cursor: Cursor{
			Shipped: u64(b[28:]), Verified: u64(b[36:]),
			Intent: Intent{
				Epoch: u32(b[44:]), Attempt: u32(b[48:]),
				From: u64(b[52:]), To: u64(b[60:]), Digest: u64(b[68:]),
			},
		},
	}, true
}

// cursorFile keeps the cursor in two slots that are written in turn, so that a
// torn write leaves the one before.
type cursorFile struct {
	file *os.File
	mu   sync.Mutex
	slot slot // the newest that is durable
}

// openCursor reads the newest valid slot of this journal's current epoch. With
// none it starts at 0, so that everything kept is verified again; that is
// reported when there should have been one.
func (j *Journal) openCursor(expected bool) (*cursorFile, error) {
	file, err := os.OpenFile(j.path(cursorName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open cursor: %w", err)
	}
	c := &cursorFile{file: file, slot: slot{node: j.id.node, epoch: j.id.epoch}}
	b := make([]byte, cursorBytes)
	n, _ := j.cfg.Disk.ReadAt(file, b, 0)
	spoiled := n < cursorBytes && expected
	for i := range 2 {
		page := b[i*slotBytes : (i+1)*slotBytes]
		s, ok := parseSlot(page)
		spoiled = spoiled || !ok && !blank(page)
		if ok && s.node == j.id.node && s.epoch == j.id.epoch && s.generation > c.slot.generation {
			c.slot = s
		}
	}
	if spoiled && c.slot.generation == 0 {
		j.count.cursorLost.Add(1)
		j.cfg.Logger.Error("journal cursor is lost; everything kept will be verified again")
	} else if spoiled {
		j.cfg.Logger.Warn("one copy of the journal cursor is damaged; the other one is used")
	}
	if n < cursorBytes {
		err = j.layCursor(file, n)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot write cursor: %w", err), file.Close())
	}
	return c, nil
}

// layCursor fills the cursor file up from its size, so that saving it never
// needs space.
func (j *Journal) layCursor(file *os.File, size int) error {
	if _, err := j.cfg.Disk.WriteAt(file, make([]byte, cursorBytes-size), int64(size)); err != nil {
		return err
	}
	return j.cfg.Disk.Sync(file)
}

func blank(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

// highest returns the greatest number that the cursor knows to have been given
// out.
func (c *cursorFile) highest() uint64 {
	cur := c.slot.cursor
	return max(cur.Shipped, cur.Verified, cur.Intent.To)
}

// Cursor returns the cursor as last saved.
func (j *Journal) Cursor() Cursor {
	j.cursor.mu.Lock()
	defer j.cursor.mu.Unlock()
	return j.cursor.slot.cursor
}

// SaveCursor makes c durable before it returns. It may go back, to have records
// shipped or verified again. A failed write leaves the cursor as it was; a
// failed fdatasync fails the journal.
func (j *Journal) SaveCursor(c Cursor) error {
	if c.Verified > c.Shipped || max(c.Shipped, c.Intent.To) > j.Committed() || c.Intent.From > c.Intent.To {
		return fmt.Errorf("cannot save journal cursor %+v: it must not pass the last durable record %d, nor Verified Shipped",
			c, j.Committed())
	}
	j.cursor.mu.Lock()
	defer j.cursor.mu.Unlock()
	if err := j.failure(); err != nil {
		return fmt.Errorf("cannot save journal cursor: %w", err)
	}
	next := j.cursor.slot
	next.generation++
	next.cursor = c
	at := int64(next.generation%2) * slotBytes
	if _, err := j.cfg.Disk.WriteAt(j.cursor.file, next.encode(), at); err != nil {
		return fmt.Errorf("cannot save journal cursor: %w", writeError(err))
	}
	if err := j.cfg.Disk.Sync(j.cursor.file); err != nil {
		return fmt.Errorf("cannot save journal cursor: %w", j.fail(err))
	}
	j.cursor.slot = next
	return nil
}
