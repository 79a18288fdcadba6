// Package journal is the write-ahead journal behind the collector: what Append
// acknowledged is on disk, and stays readable until it is verified elsewhere.
// It knows bytes, not ratings.
//
// # On disk
//
//	node                 node id, epoch and earlier epochs, as text
//	lock                 flock: one process at a time
//	cursor               two alternating 4 KiB slots: what was shipped and verified
//	<first seq>.seg      segments; all but the last are cut to their length
//	spare-*              the next segment, zeros already written
//	ballast              space given back when the journal closes on a full disk
//	quarantine/          copies of damaged segments, segments of other journals
//
// All integers are little endian, checksums are CRC-32C.
//
//	segment  magic [8] | version u32 | node u32 | epoch u32 | first seq u64 | crc u32 | records
//	record   len u32 | crc u32 | seq u64 | type u8 | payload
//
// len and crc cover seq, type and payload, so a len of 0 can only be the zeros
// after the last record. Sequence numbers start at 1 and have no holes: a hole
// found by a reader is damage, and is counted record by record.
//
// # Promises
//
//   - A group of waiting records is one write and one fdatasync; its writers
//     are released afterwards. A group starts when the one before it has ended:
//     there is no timer, and a lone writer never waits for company.
//   - A failed write fails its group alone: the position does not move and the
//     bytes are zeroed again, or else the segment is sealed. A failed fdatasync
//     fails the journal, because the kernel may have marked the lost pages
//     clean: nothing is tried again on that descriptor, Failed is closed, and
//     the owner should exit and open the journal anew.
//   - Open reads the last segment only. An invalid record with nothing valid
//     after it is a torn tail and becomes zeros. One with valid records after
//     it is damage: the segment is copied to quarantine and every later record
//     is kept. (A power cut that kept the end of an unacknowledged group and
//     lost its beginning looks the same: a false alarm, never a lost record.)
//   - Segments are written with zeros ahead of time, so that a full disk is met
//     by the writer of zeros, not by a citizen; below a share of free space
//     nothing is accepted.
//   - Nothing acknowledged is deleted before it is verified and old. Copies in
//     quarantine are the operator's to delete.
//
// # Why not a library
//
// The candidates were given 1 000 fsynced records, then a fault, then reopened.
// tidwall/wal refuses to open on a torn tail and lost 58 of 1 446 acknowledged
// records after ENOSPC; Repair of prometheus wlog destroyed 560 of 1 000 after
// one flipped bit; hashicorp/raft-wal 0.4.0 returns flipped data as valid. With
// 64 writers bbolt batches reach 5 600 and badger 6 400 durable appends a
// second; a segment log written with zeros ahead reached 195 000 on the same two
// cores, where fdatasync takes 108 µs against 187 µs for a file that grows.
package journal
