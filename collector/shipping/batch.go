package shipping

import (
	"encoding/binary"
	"fmt"
	"hash/crc64"
	"iter"
	"math"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// batch is a run of journal records of one epoch, and the ratings in them.
type batch struct {
	epoch      uint32
	from, to   uint64 // both ends included
	rows       []rating.Rating
	digest     uint64           // of the ratings' records, erased or not
	tombstones []rating.Verdict // among the records
	cut        cutReason
	ahead      parcel // of the rows
}

func (b batch) intent() journal.Intent {
	return journal.Intent{Epoch: b.epoch, From: b.from, To: b.to, Digest: b.digest}
}

// source reads batches from the journal.
type source struct {
	journal  *journal.Journal
	position *position
	graves   *graves
}

// everything is a number of rows that no batch has.
const everything = math.MaxInt

// read returns the ratings from the record numbered from on: until there are
// most of them, the epoch changes, or the durable record numbered last has been
// read. Damaged records are not there, and the journal has reported them; nor
// is what a tombstone took back, wherever in the journal it is.
func (s source) read(from, last uint64, most int) (batch, error) {
	b := batch{epoch: s.journal.Epoch(), from: from, to: last}
	b.rows = make([]rating.Rating, 0, min(last-from+1, uint64(min(most, 50_000))))
	table, number := crc64.MakeTable(crc64.ECMA), make([]byte, 8)
	shared := make(plainjson.Words)
	for record, err := range s.records(&b) {
		if err != nil {
			return batch{}, err
		}
		rating, err := s.rating(record, shared)
		if err != nil {
			s.position.hold(record.Seq, err)
			continue
		}
		binary.LittleEndian.PutUint64(number, record.Seq)
		b.digest = crc64.Update(b.digest, table, number)
		b.digest = crc64.Update(b.digest, table, record.Payload)
		if b.take(rating, s.graves.of(rating.Procedure, rating.ID)); len(b.rows) == most {
			b.to = record.Seq
			break
		}
	}
	return b, nil
}

// records returns the records from b.from to b.to that are of one epoch, but for
// tombstones, which the batch keeps, and sets the epoch. Where another one begins
// it ends, and cuts the batch there.
func (s source) records(b *batch) iter.Seq2[journal.Record, error] {
	last := b.to
	return func(yield func(journal.Record, error) bool) {
		first := true
		for entry, err := range s.journal.Read(b.from) {
			if err != nil {
				yield(entry, fmt.Errorf("cannot read the records %d to %d: %w", b.from, last, err))
				return
			}
			if entry.Seq > last {
				return
			}
			if first {
				b.epoch, first = entry.Epoch, false
			}
			if entry.Epoch != b.epoch {
				b.to, b.cut = entry.Seq-1, cutEpoch
				return
			}
			if entry.Type == record.TypeTombstone {
				if err := b.bury(entry); err != nil {
					s.position.hold(entry.Seq, err)
				}
				continue
			}
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// deliveries returns what the records of from to last should have become, the most
// first of them, and the batch that they are.
func (s source) deliveries(from, last uint64, most int) (batch, []rating.RowKey, error) {
	b := batch{epoch: s.journal.Epoch(), from: from, to: last}
	all := make([]rating.RowKey, 0, min(last-from+1, uint64(most)))
	shared := make(plainjson.Words)
	for entry, err := range s.records(&b) {
		if err != nil {
			return batch{}, nil, err
		}
		a, err := record.ParseRowKey(entry, shared)
		if err != nil {
			s.position.hold(entry.Seq, err)
			continue
		}
		if all = append(all, a); len(all) == most {
			b.to = entry.Seq
			break
		}
	}
	return b, all, nil
}

// take takes a rating into the batch, but for what a tombstone took back.
func (b *batch) take(r rating.Rating, lost buried) {
	if lost.erased {
		return
	}
	if lost.masked {
		r.Comment, r.HelpOtherText = "", ""
	}
	b.rows = append(b.rows, r)
}

// bury takes a tombstone into the batch.
func (b *batch) bury(entry journal.Record) error {
	v, err := record.ParseTombstone(entry.Payload)
	if err == nil {
		b.tombstones = append(b.tombstones, v)
	}
	return err
}

func (s source) rating(entry journal.Record, w plainjson.Words) (rating.Rating, error) {
	if entry.Type != record.TypeRating {
		return rating.Rating{}, record.ErrUnknownPayload
	}
	r, err := record.ParseRating(entry.Payload, w)
	r.Delivery = rating.Delivery{Node: s.journal.Node(), Epoch: entry.Epoch, Seq: entry.Seq}
	return r, err
}

// byMonth splits rows into those of each month, in the order in which the
// months appear: a table's partition is a month, and an insert into one
// partition is stored whole or not at all. Rows of one month are not copied.
func byMonth(rows []rating.Rating) [][]rating.Rating {
	var parts [][]rating.Rating
	places := map[observatory.Day]int{}
	for len(rows) > 0 {
		month, n := leadingMonth(rows)
		run := rows[:n:n] // what is appended to it copies it
		if place, known := places[month]; known {
			parts[place] = append(parts[place], run...)
		} else {
			places[month] = len(parts)
			parts = append(parts, run)
		}
		rows = rows[n:]
	}
	return parts
}

// leadingMonth returns the month of the first row, and how many rows come before
// one of another month.
func leadingMonth(rows []rating.Rating) (month observatory.Day, n int) {
	month = rows[0].Day().FirstOfMonth()
	for i := 1; i < len(rows); i++ {
		sameDay := [6]byte(rows[i].ID[:6]) == [6]byte(rows[i-1].ID[:6])
		if !sameDay && rows[i].Day().FirstOfMonth() != month {
			return month, i
		}
	}
	return month, len(rows)
}
