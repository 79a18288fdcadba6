package journal

import (
	"bytes"
	"testing"
)

// scanBytes walks b as the content of a segment behind its header.
func scanBytes(b []byte, first, limit uint64) *scanner {
	return &scanner{read: bytes.NewReader(b).ReadAt, size: int64(len(b)), seq: first - 1, limit: limit}
}

// Whatever a segment contains, reading it ends, in order, within its limits,
// and yields only records that are whole and unchanged.
func FuzzScanner(f *testing.F) {
	var whole []byte
	for n := range 4 {
		whole = appendRecord(whole, byte(n), bytes.Repeat([]byte{'x'}, n*9))
	}
	stamp(whole, 7)
	f.Add(whole, uint64(7), uint64(1000))
	f.Add(append(bytes.Clone(whole), make([]byte, 100)...), uint64(7), uint64(9))
	flipped := bytes.Clone(whole)
	flipped[20] ^= 4
	f.Add(flipped, uint64(7), uint64(1000))
	f.Fuzz(func(t *testing.T, b []byte, first, limit uint64) {
		first = max(first, 1)
		s := scanBytes(b, first, limit)
		before := first - 1
		for {
			r, missing, ok := s.next()
			if !ok {
				break
			}
			if r.Seq <= before || r.Seq > limit || missing.from != before+1 || missing.to != r.Seq-1 {
				t.Fatalf("record %d, missing %v, after %d with limit %d", r.Seq, missing, before, limit)
			}
			again := appendRecord(nil, r.Type, r.Payload)
			stamp(again, r.Seq)
			if at := s.off - r.size(); at < 0 || !bytes.Equal(again, b[at:s.off]) {
				t.Fatalf("record %d is not what lies at %d", r.Seq, at)
			}
			before = r.Seq
		}
		if end := s.lastByte(); end < s.off || end > int64(len(b)) && end != s.off {
			t.Fatalf("last byte at %d of %d, behind records that end at %d", end, len(b), s.off)
		}
		if cap(s.window) > maxBody+frameBytes+windowBytes {
			t.Fatalf("window of %d bytes", cap(s.window))
		}
	})
}

// What a decoder believes is exactly what the encoder writes.
func FuzzHeader(f *testing.F) {
	f.Add(header{node: 1, epoch: 2, first: 3}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := parseHeader(b)
		if err == nil && !bytes.Equal(h.encode(), b[:headerBytes]) {
			t.Fatalf("%x read as %+v", b, h)
		}
	})
}

func FuzzCursorSlot(f *testing.F) {
	f.Add(slot{node: 1, epoch: 2, generation: 3, cursor: Cursor{Shipped: 9, Intent: Intent{To: 12}}}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := parseSlot(b)
		if ok && !bytes.Equal(s.encode()[:cursorCRC+4], b[:cursorCRC+4]) {
			t.Fatalf("%x read as %+v", b, s)
		}
	})
}

func FuzzNodeFile(f *testing.F) {
	f.Add(string(identity{node: 1, epoch: 2, earlier: []uint32{3, 4}}.encode()))
	f.Fuzz(func(t *testing.T, text string) {
		id, err := parseIdentity(text)
		if err == nil && (string(id.encode()) != text || id.node == 0 || id.epoch == 0) {
			t.Fatalf("%q read as %+v", text, id)
		}
	})
}
