package journal

import "encoding/binary"

// SealHeader corrects the checksum of the segment header at the start of b.
func SealHeader(b []byte) {
	binary.LittleEndian.PutUint32(b[headerBytes-4:], checksum(b[:headerBytes-4]))
}

// EncodeHeader returns the header of a segment as it is on disk.
func EncodeHeader(node, epoch uint32, first uint64) []byte {
	return header{node: node, epoch: epoch, first: first}.encode()
}

// EncodeRecord returns a record as it is on disk.
func EncodeRecord(seq uint64, typ byte, payload []byte) []byte {
	b := appendRecord(nil, typ, payload)
	stamp(b, seq)
	return b
}
