package journal

import (
	"encoding/binary"
	"hash/crc32"
)

// MaxPayload is the largest payload in bytes that Append takes. A segment that
// is smaller than that, or Config.MaxPendingBytes, lowers it.
const MaxPayload = 1 << 20

// Record is one durable record.
type Record struct {
	// Seq is the record's place in the journal, from 1, without holes.
	Seq uint64
	// Epoch is the epoch the record was written in. With the journal's node and
	// Seq it names the record for ever.
	Epoch uint32
	// Type is what its writer said it is.
	Type byte
	// Payload is valid until the next step of the iteration.
	Payload []byte
}

const (
	frameBytes  = 8 // len and crc
	bodyBytes   = 9 // seq and type: the least that len can be
	recordBytes = frameBytes + bodyBytes
	maxBody     = bodyBytes + MaxPayload
)

// The tables of hash/crc32 are made once and for all by the package itself.
func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// appendRecord lays a record out at the end of b. stamp gives it its place.
func appendRecord(b []byte, typ byte, payload []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(bodyBytes+len(payload)))
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, typ)
	return append(b, payload...)
}

// stamp numbers the records laid out in b from first on and seals each with its
// checksum. This is left to the committer because a failed group gives its
// numbers back, while the next one is already being filled.
func stamp(b []byte, first uint64) {
	for seq := first; len(b) > 0; seq++ {
		end := frameBytes + binary.LittleEndian.Uint32(b)
		body := b[frameBytes:end]
		binary.LittleEndian.PutUint64(body, seq)
		binary.LittleEndian.PutUint32(b[4:], checksum(body))
		b = b[end:]
	}
}

// bodyLen returns the length that a record starting with b claims, and whether
// a record may have it.
func bodyLen(b []byte) (int64, bool) {
	if len(b) < frameBytes {
		return 0, false
	}
	n := binary.LittleEndian.Uint32(b)
	return int64(n), n >= bodyBytes && n <= maxBody
}

// parseRecord reads the record at the start of b. It is refused unless it is
// whole, unchanged and numbered in (after, limit].
func parseRecord(b []byte, after, limit uint64) (Record, bool) {
	n, ok := bodyLen(b)
	if !ok || int64(len(b)) < frameBytes+n {
		return Record{}, false
	}
	body := b[frameBytes : frameBytes+n]
	seq := binary.LittleEndian.Uint64(body)
	if seq <= after || seq > limit || checksum(body) != binary.LittleEndian.Uint32(b[4:]) {
		return Record{}, false
	}
	return Record{Seq: seq, Type: body[8], Payload: body[bodyBytes:]}, true
}

// size returns the bytes that the record takes on disk.
func (r Record) size() int64 { return int64(recordBytes + len(r.Payload)) }
