package rating

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// How old or how far ahead the instant inside a client's own UUIDv7 may be
// for its day to be believed: the offline queue keeps a rating seven days.
const (
	oldestKey = 8 * 24 * time.Hour
	aheadKey  = 24 * time.Hour
)

// ID is the id of the rating given to a procedure on a Paris day under
// a client's key: a UUIDv7 whose 48 bits of time are the day's first
// millisecond and whose 74 other bits are SHA-256(procedure ‖ key). It is a
// pure function, so every collector at any time makes the same id, and the
// same rating sent anywhere twice is one row.
func ID(procedure string, key uuid.UUID, day observatory.Day) uuid.UUID {
	hash := sha256.New()
	hash.Write([]byte(procedure))
	hash.Write(key[:])
	var id uuid.UUID
	copy(id[6:], hash.Sum(nil))
	id[6] = id[6]&0x0f | 0x70 // version 7
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return OnDay(id, day)
}

// OnDay is the id of the same rating placed on another Paris day.
func OnDay(id uuid.UUID, day observatory.Day) uuid.UUID {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(day.Start().UnixMilli()))
	copy(id[:6], ms[2:])
	return id
}

// KeyDay is the Paris day that a rating sent under this key belongs to: the
// key's own day when it is a UUIDv7 between 8 days old and 1 day ahead of
// now, else the day of now.
func KeyDay(key uuid.UUID, now time.Time) observatory.Day {
	if key.Version() == 7 {
		at := uuidTime(key)
		if !at.Before(now.Add(-oldestKey)) && !at.After(now.Add(aheadKey)) {
			return observatory.DayOf(at)
		}
	}
	return observatory.DayOf(now)
}

// IDDay is the Paris day inside a rating's id.
func IDDay(id uuid.UUID) observatory.Day { return observatory.DayOf(uuidTime(id)) }

func uuidTime(id uuid.UUID) time.Time {
	var ms [8]byte
	copy(ms[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:])))
}
