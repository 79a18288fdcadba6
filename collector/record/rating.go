package record

import (
	"encoding/json"
	"errors"
	"fmt"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// TypeRating is the type of the journal's records that hold a rating, as
// TypeTombstone is that of tombstones. Other numbers are left to other kinds of
// facts; readers step over the ones that they do not know.
const TypeRating byte = 1

// ratingVersion is the first byte of a rating's payload. A release that
// changes the payload's form chooses another and keeps reading this one.
const ratingVersion byte = 1

// ErrUnknownPayload is the error for a payload whose first byte names no form that
// this release reads.
var ErrUnknownPayload = errors.New("the payload has a form that this release does not know: a newer release wrote it")

// AppendRating appends the payload of the rating's record to dst. The
// delivery is no part of it: the journal's numbers tell it.
func AppendRating(dst []byte, r rating.Rating) ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return dst, fmt.Errorf("cannot write the rating %s as a record: %w", r.ID, err)
	}
	return append(append(dst, ratingVersion), text...), nil
}

// ParseRating reads the payload of a rating's record. Ratings read with the same
// words share their short texts.
func ParseRating(payload []byte, w plainjson.Words) (rating.Rating, error) {
	if len(payload) == 0 || payload[0] != ratingVersion {
		return rating.Rating{}, ErrUnknownPayload
	}
	var plain rating.Rating
	if j := (ratingReader{plainjson.Reader{Rest: payload[1:], Words: w}}); j.rating(&plain) {
		return plain, nil
	}
	var r rating.Rating
	if err := json.Unmarshal(payload[1:], &r); err != nil {
		return r, fmt.Errorf("cannot read a rating's record: %w", err)
	}
	return r, nil
}

// ParseRowKey reads of a rating's record what it is known by once it is a row.
func ParseRowKey(record journal.Record, w plainjson.Words) (rating.RowKey, error) {
	if record.Type != TypeRating || len(record.Payload) == 0 || record.Payload[0] != ratingVersion {
		return rating.RowKey{}, ErrUnknownPayload
	}
	var r rating.Rating
	j := ratingReader{plainjson.Reader{Rest: record.Payload[1:], Words: w}}
	if j.arrival(&r); j.Failed {
		var err error
		if r, err = ParseRating(record.Payload, w); err != nil {
			return rating.RowKey{}, err
		}
	}
	r.Delivery.Seq = record.Seq
	return r.RowKey(), nil
}

// ratingReader reads what AppendRating writes.
type ratingReader struct{ plainjson.Reader }

// arrival reads the beginning of a rating, up to the instant of its reception.
func (j *ratingReader) arrival(r *rating.Rating) {
	j.Expect(`{"id":`)
	r.ID = j.ID()
	j.Expect(`,"v":`)
	r.Version = j.Small()
	j.Expect(`,"p":`)
	r.Procedure = j.Word()
	j.Expect(`,"i":`)
	r.Instrument = j.Word()
	j.Expect(`,"at":`)
	r.ReceivedAt = j.Instant()
}

// rating reads a rating as AppendRating writes it: its members in the order of
// the struct, without space. It returns false when it is written in another way.
func (j *ratingReader) rating(r *rating.Rating) bool {
	j.arrival(r)
	j.Expect(`,"s":`)
	r.Satisfaction = j.Small()
	r.Clarity = j.optionalSmall(`,"c":`)
	if j.Has(`,"h":[`) {
		r.Help = j.helpAnswers()
	}
	if j.Has(`,"ho":`) {
		r.HelpOtherText = string(j.Text())
	}
	if j.Has(`,"t":`) {
		r.Comment = string(j.Text())
	}
	j.Expect(`,"o":`)
	r.Outcome = j.Word()
	j.Expect(`,"ch":`)
	r.Channel = j.Word()
	r.Lang = j.optionalWord(`,"l":`)
	r.Source = j.optionalWord(`,"src":`)
	r.Button = j.optionalWord(`,"b":`)
	r.Signed = j.Has(`,"sg":true`)
	r.Doubt = j.optionalWord(`,"d":`)
	r.Host = observatory.HostStanding(j.optionalWord(`,"hs":`))
	j.Expect("}")
	return !j.Failed && len(j.Rest) == 0
}

func (j *ratingReader) helpAnswers() []rating.HelpAnswer {
	var all []rating.HelpAnswer
	for !j.Failed {
		var a rating.HelpAnswer
		j.Expect(`{"c":`)
		a.Channel = j.Word()
		a.Reached = j.optionalSmall(`,"r":`)
		a.Quality = j.optionalSmall(`,"q":`)
		j.Expect("}")
		all = append(all, a)
		if j.Has("]") {
			break
		}
		j.Expect(",")
	}
	return all
}

func (j *ratingReader) optionalSmall(after string) uint8 {
	if !j.Has(after) {
		return 0
	}
	return j.Small()
}

func (j *ratingReader) optionalWord(after string) string {
	if !j.Has(after) {
		return ""
	}
	return j.Word()
}
