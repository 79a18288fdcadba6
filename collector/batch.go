package collector

import (
	"encoding/binary"
	"fmt"
	"hash/crc64"
	"math"

	"observatory"
	"observatory/collector/journal"
)

// batch is a run of journal records of one epoch, and the ratings in them.
type batch struct {
	epoch      uint32
	from, to   uint64 // both ends included
	rows       []observatory.Rating
	digest     uint64                // of the ratings' records, erased or not
	tombstones []observatory.Verdict // among the records
	cut        cutReason
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
	b.rows = make([]observatory.Rating, 0, min(last-from+1, uint64(min(most, 50_000))))
	table, number := crc64.MakeTable(crc64.ECMA), make([]byte, 8)
	shared := make(words)
	first := true
	for record, err := range s.journal.Read(from) {
		if err != nil {
			return batch{}, fmt.Errorf("cannot read the records %d to %d: %w", from, last, err)
		}
		if record.Seq > last {
			break
		}
		if first {
			b.epoch, first = record.Epoch, false
		}
		if record.Epoch != b.epoch {
			b.to, b.cut = record.Seq-1, cutEpoch
			break
		}
		if record.Type == recordTombstone {
			if err := b.bury(record); err != nil {
				s.position.hold(record.Seq, err)
			}
			continue
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

// take takes a rating into the batch, but for what a tombstone took back.
func (b *batch) take(r observatory.Rating, lost buried) {
	if lost.erased {
		return
	}
	if lost.masked {
		r.Comment, r.HelpOtherText = "", ""
	}
	b.rows = append(b.rows, r)
}

// bury takes a tombstone into the batch.
func (b *batch) bury(record journal.Record) error {
	v, err := parseTombstone(record.Payload)
	if err == nil {
		b.tombstones = append(b.tombstones, v)
	}
	return err
}

func (s source) rating(record journal.Record, w words) (observatory.Rating, error) {
	if record.Type != recordRating {
		return observatory.Rating{}, errUnknownPayload
	}
	r, err := parseRating(record.Payload, w)
	r.Delivery = observatory.Delivery{Node: s.journal.Node(), Epoch: record.Epoch, Seq: record.Seq}
	return r, err
}

// byMonth splits rows into those of each month, in the order in which the
// months appear: a table's partition is a month, and an insert into one
// partition is stored whole or not at all.
func byMonth(rows []observatory.Rating) [][]observatory.Rating {
	var parts [][]observatory.Rating
	places := map[observatory.Day]int{}
	var previous [6]byte // the day inside the id before
	var place int
	for i, r := range rows {
		if day := [6]byte(r.ID[:6]); i == 0 || day != previous {
			previous = day
			month := r.Day().FirstOfMonth()
			known := false
			if place, known = places[month]; !known {
				place = len(parts)
				places[month] = place
				parts = append(parts, nil)
			}
		}
		parts[place] = append(parts[place], r)
	}
	return parts
}
