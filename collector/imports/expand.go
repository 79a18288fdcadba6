package imports

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Resolve replaces the ids and aliases of the file by the ids that find
// returns for them. It must be called before Ratings: the ids of ratings are
// made from those of procedures. The error is a *FileError that names the
// first line of every procedure that find does not know; the file is then
// unchanged.
func (f *CountsFile) Resolve(find func(idOrAlias string) (id string, ok bool)) error {
	errs := &sheet.FileError{File: f.name}
	first := make([]int32, len(f.procedures))
	for _, r := range f.rows {
		if at := &first[r.procedure]; *at == 0 || r.line < *at {
			*at = r.line
		}
	}
	resolved := make([]string, len(f.procedures))
	for i, name := range f.procedures {
		id, ok := find(name)
		if !ok {
			errs.Add(int(first[i]), "procedure_id", "%q is no procedure of the catalogue", name)
		}
		resolved[i] = id
	}
	if err := errs.OrNil(); err != nil {
		return err
	}
	before := f.procedures
	f.procedures = resolved
	f.findRepeated(errs) // an id and an alias may be one procedure
	if err := errs.OrNil(); err != nil {
		f.procedures = before
		return err
	}
	return nil
}

// Len is how many ratings the file stands for.
func (f *CountsFile) Len() uint64 {
	var n uint64
	for _, r := range f.rows {
		n += uint64(r.count)
	}
	return n
}

// Days returns the first and the last day that the file counts answers of,
// zero when all its counts are.
func (f *CountsFile) Days() (first, last observatory.Day) {
	for _, r := range f.rows {
		switch {
		case r.count == 0:
		case first == 0:
			first, last = r.day, r.day
		default:
			first, last = min(first, r.day), max(last, r.day)
		}
	}
	return first, last
}

// Ratings yields one accepted rating for every answer counted, in the order of
// procedures and days: an iter.Seq. A rating's id follows from what it counts
// and from its number among its likes, so the same file read again, or a later
// one with greater counts, makes the same ids again.
func (f *CountsFile) Ratings(yield func(rating.Rating) bool) {
	for _, r := range f.rows {
		counted := rating.Rating{
			Version: 1, Procedure: f.procedures[r.procedure], Instrument: f.instruments[r.instrument-1].Code,
			ReceivedAt: Noon(r.day), Satisfaction: r.satisfaction, Clarity: r.clarity,
			Outcome: rating.OutcomeUnknown, Channel: observatory.ChannelOnline,
		}
		likes := f.content(r)
		for ordinal := range r.count {
			counted.ID = rating.ID(counted.Procedure, RowKey(likes, ordinal), r.day)
			if !yield(counted) {
				return
			}
		}
	}
}

// content writes what a row counts, the count itself aside.
func (f *CountsFile) content(r countRow) []byte {
	var b []byte
	for _, part := range []string{
		f.procedures[r.procedure], r.day.String(), f.instruments[r.instrument-1].Code,
		strconv.Itoa(int(r.satisfaction)), strconv.Itoa(int(r.clarity)),
	} {
		b = append(b, part...)
		b = append(b, 0)
	}
	return b
}

// RowKey stands in for the key that a client would have chosen: a UUIDv8 of
// SHA-256(content ‖ ordinal).
func RowKey(content []byte, ordinal uint32) uuid.UUID {
	hash := sha256.Sum256(binary.BigEndian.AppendUint32(content, ordinal))
	key := uuid.UUID(hash[:16])
	key[6] = key[6]&0x0f | 0x80 // version 8: the application's own
	key[8] = key[8]&0x3f | 0x80 // variant of RFC 9562
	return key
}

// Noon is when counted ratings are said to have been received: the hour is not
// known, and must be the same at every import.
func Noon(day observatory.Day) time.Time {
	start := day.Start()
	return time.Date(start.Year(), start.Month(), start.Day(), 12, 0, 0, 0, start.Location()).UTC()
}

// Report tells what the file brings; how many of its ratings were there
// before is for the caller to add.
func (f *CountsFile) Report() Report {
	return Report{
		File: f.name, Kind: "ratings", Read: uint64(len(f.rows)), Ignored: f.ignored,
		Notes: append([]string{"counts of " + sheet.Plural(f.Len(), "rating") + " on " + sheet.Plural(uint64(len(f.procedures)), "procedure")}, f.notes...),
	}
}
