// Package rating holds what a citizen says of a procedure and how it is counted:
// submissions and the questionnaires they are checked against, identities, tokens of
// completion, decisions about a rating taken later, events on the way to the form,
// and the tallies that ratings become.
//
// It may import package observatory and no other package of this module. It decides
// whether a rating is well formed and which rating it is; it computes no figure from
// ratings, which package indicator does.
package rating

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// Rating is a rating as it is kept: identified, placed on a day, with answers
// as levels. Level 0 means "not answered", 1 is the worst answer.
type Rating struct {
	ID         uuid.UUID `json:"id"`
	Version    uint8     `json:"v"`
	Procedure  string    `json:"p"`
	Instrument string    `json:"i"`
	ReceivedAt time.Time `json:"at"`

	Satisfaction  uint8        `json:"s"`
	Clarity       uint8        `json:"c,omitempty"`
	Help          []HelpAnswer `json:"h,omitempty"`
	HelpOtherText string       `json:"ho,omitempty"`
	Comment       string       `json:"t,omitempty"`

	Outcome string `json:"o"`
	Channel string `json:"ch"`
	Lang    string `json:"l,omitempty"`
	Source  string `json:"src,omitempty"`
	Button  string `json:"b,omitempty"`
	// Signed says that a token of completion came with it.
	Signed bool `json:"sg,omitempty"`
	// Doubt is the reason for which the rating was found doubtful at the door,
	// empty when accepted.
	Doubt string `json:"d,omitempty"`
	// Host says whether the rating came from a page that its procedure knows;
	// empty is HostUnjudged.
	Host observatory.HostStanding `json:"hs,omitempty"`
	// Delivery says which journal record or import row brought the rating; it
	// is no part of what the citizen said.
	Delivery Delivery `json:"-"`
}

// HelpAnswer is what a citizen said of one help channel.
type HelpAnswer struct {
	Channel string `json:"c"`
	// Reached is 0 not answered, 1 no, 2 yes; Quality 0 not answered, 1–5.
	Reached uint8 `json:"r,omitempty"`
	Quality uint8 `json:"q,omitempty"`
}

// Delivery identifies the journal record that a rating came from: the
// journal's node and epoch and the record's number in it. Imported ratings
// have node 0, the import's number as epoch and their row as seq.
type Delivery struct {
	Node, Epoch uint32
	Seq         uint64
}

// RowKey is what tells that a journal record became a row: small enough to look
// for many at once.
type RowKey struct {
	Seq   uint64
	ID    uuid.UUID
	Order uint64 // Rating.Order
}

// RowKey is how the rating is known where it was delivered.
func (r Rating) RowKey() RowKey { return RowKey{Seq: r.Delivery.Seq, ID: r.ID, Order: r.Order()} }

// Rating turns a validated submission into the rating of the procedure with
// that id (not an alias), received at the instant now.
func (s Submission) Rating(procedure string, now time.Time) Rating {
	key := uuid.MustParse(s.ID)
	r := Rating{
		ID: ID(procedure, key, KeyDay(key, now)), Version: uint8(s.Version),
		Procedure: procedure, Instrument: s.Instrument, ReceivedAt: now.UTC().Truncate(time.Millisecond),
		Satisfaction:  uint8(slices.Index(SatisfactionCodes(), s.Satisfaction) + 1),
		HelpOtherText: s.HelpOtherText, Comment: s.Comment,
		Outcome: s.Outcome, Channel: s.Channel, Lang: s.Lang, Source: s.Source, Button: s.Button,
	}
	if s.Clarity != nil {
		r.Clarity = uint8(*s.Clarity)
	}
	for _, h := range s.Help {
		answer := HelpAnswer{Channel: h.Channel}
		if h.Reached != nil {
			answer.Reached = 1
			if *h.Reached {
				answer.Reached = 2
			}
		}
		if h.Quality != nil {
			answer.Quality = uint8(*h.Quality)
		}
		r.Help = append(r.Help, answer)
	}
	return r
}

// Submission is what the citizen said, as it would be sent again under the key
// with the rating's version: the inverse of Submission.Rating, but for the token.
func (r Rating) Submission(key uuid.UUID) Submission {
	s := Submission{
		ID: key.String(), Version: int(r.Version), Procedure: r.Procedure, Instrument: r.Instrument,
		HelpOtherText: r.HelpOtherText, Comment: r.Comment,
		Outcome: r.Outcome, Channel: r.Channel, Lang: r.Lang, Source: r.Source, Button: r.Button,
	}
	level := func(n uint8) *int {
		if n == 0 {
			return nil
		}
		level := int(n)
		return &level
	}
	if codes := SatisfactionCodes(); r.Satisfaction > 0 && int(r.Satisfaction) <= len(codes) {
		s.Satisfaction = codes[r.Satisfaction-1]
	}
	s.Clarity = level(r.Clarity)
	for _, a := range r.Help {
		h := Help{Channel: a.Channel, Quality: level(a.Quality)}
		if a.Reached > 0 {
			reached := a.Reached == 2
			h.Reached = &reached
		}
		s.Help = append(s.Help, h)
	}
	return s
}

// Order is the number by which rows of one id replace each other, the greatest
// winning: a later step replaces an earlier one, and among equal versions the
// first received wins, whatever the order of arrival.
func (r Rating) Order() uint64 {
	const half = 1 << 55
	return uint64(r.Version)<<56 | uint64(half-r.ReceivedAt.UnixMilli())
}

// Day is the Paris day that the rating counts for.
func (r Rating) Day() observatory.Day { return IDDay(r.ID) }
