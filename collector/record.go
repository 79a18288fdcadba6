package collector

import (
	"encoding/json"
	"errors"
	"fmt"

	"servicequality/collector/journal"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// recordRating is the type of the journal's records that hold a rating, as
// recordTombstone is that of tombstones. Other numbers are left to other kinds of
// facts; readers step over the ones that they do not know.
const recordRating byte = 1

// ratingVersion is the first byte of a rating's payload. A release that
// changes the payload's form chooses another and keeps reading this one.
const ratingVersion byte = 1

var errUnknownPayload = errors.New("the payload has a form that this release does not know: a newer release wrote it")

// appendRating appends the payload of the rating's record to dst. The
// delivery is no part of it: the journal's numbers tell it.
func appendRating(dst []byte, r rating.Rating) ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return dst, fmt.Errorf("cannot write the rating %s as a record: %w", r.ID, err)
	}
	return append(append(dst, ratingVersion), text...), nil
}

// parseRating reads the payload of a rating's record. Ratings read with the same
// words share their short texts.
func parseRating(payload []byte, w words) (rating.Rating, error) {
	if len(payload) == 0 || payload[0] != ratingVersion {
		return rating.Rating{}, errUnknownPayload
	}
	var plain rating.Rating
	if j := (plainJSON{rest: payload[1:], words: w}); j.rating(&plain) {
		return plain, nil
	}
	var r rating.Rating
	if err := json.Unmarshal(payload[1:], &r); err != nil {
		return r, fmt.Errorf("cannot read a rating's record: %w", err)
	}
	return r, nil
}

// parseArrival reads of a rating's record what it is known by once it is a row.
func parseArrival(record journal.Record, w words) (rating.RowKey, error) {
	if record.Type != recordRating || len(record.Payload) == 0 || record.Payload[0] != ratingVersion {
		return rating.RowKey{}, errUnknownPayload
	}
	var r rating.Rating
	j := plainJSON{rest: record.Payload[1:], words: w}
	if j.arrival(&r); j.failed {
		var err error
		if r, err = parseRating(record.Payload, w); err != nil {
			return rating.RowKey{}, err
		}
	}
	r.Delivery.Seq = record.Seq
	return r.RowKey(), nil
}

// arrival reads the beginning of a rating, up to the instant of its reception.
func (j *plainJSON) arrival(r *rating.Rating) {
	j.expect(`{"id":`)
	r.ID = j.id()
	j.expect(`,"v":`)
	r.Version = j.small()
	j.expect(`,"p":`)
	r.Procedure = j.word()
	j.expect(`,"i":`)
	r.Instrument = j.word()
	j.expect(`,"at":`)
	r.ReceivedAt = j.instant()
}

// rating reads a rating as appendRating writes it: its members in the order of
// the struct, without space. It returns false when it is written in another way.
func (j *plainJSON) rating(r *rating.Rating) bool {
	j.arrival(r)
	j.expect(`,"s":`)
	r.Satisfaction = j.small()
	r.Clarity = j.optionalSmall(`,"c":`)
	if j.has(`,"h":[`) {
		r.Help = j.helpAnswers()
	}
	if j.has(`,"ho":`) {
		r.HelpOtherText = string(j.text())
	}
	if j.has(`,"t":`) {
		r.Comment = string(j.text())
	}
	j.expect(`,"o":`)
	r.Outcome = j.word()
	j.expect(`,"ch":`)
	r.Channel = j.word()
	r.Lang = j.optionalWord(`,"l":`)
	r.Source = j.optionalWord(`,"src":`)
	r.Button = j.optionalWord(`,"b":`)
	r.Signed = j.has(`,"sg":true`)
	r.Doubt = j.optionalWord(`,"d":`)
	r.Host = observatory.HostStanding(j.optionalWord(`,"hs":`))
	j.expect("}")
	return !j.failed && len(j.rest) == 0
}

func (j *plainJSON) helpAnswers() []rating.HelpAnswer {
	var all []rating.HelpAnswer
	for !j.failed {
		var a rating.HelpAnswer
		j.expect(`{"c":`)
		a.Channel = j.word()
		a.Reached = j.optionalSmall(`,"r":`)
		a.Quality = j.optionalSmall(`,"q":`)
		j.expect("}")
		all = append(all, a)
		if j.has("]") {
			break
		}
		j.expect(",")
	}
	return all
}

func (j *plainJSON) optionalSmall(after string) uint8 {
	if !j.has(after) {
		return 0
	}
	return j.small()
}

func (j *plainJSON) optionalWord(after string) string {
	if !j.has(after) {
		return ""
	}
	return j.word()
}
