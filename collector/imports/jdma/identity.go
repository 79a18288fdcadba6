package jdma

import (
	"crypto/sha256"
	"encoding/binary"

	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// entry is a row of an export: a rating that has no id yet.
type entry struct {
	rating     rating.Rating
	identifier string

	clarity clarityAnswer
	help    []string
	reached []channelLevel
	quality []channelLevel
	// asked2 says that a question was answered that only jdma-2 asks.
	asked2 bool
	// bug says that the row comes from a form that reports bugs.
	bug bool

	// hash is that of the content, once the row is complete.
	hash [sha256.Size]byte
}

func (e *entry) day() observatory.Day { return observatory.DayOf(e.rating.ReceivedAt) }

// content hashes everything that tells a row from others: the export's own
// identifier has seven characters, which is not enough. Texts are hashed as
// they were, so that a better masking makes no other id.
func (e *entry) content() [sha256.Size]byte {
	b := make([]byte, 0, 256)
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	r := &e.rating
	text(r.Procedure)
	b = binary.BigEndian.AppendUint64(b, uint64(r.ReceivedAt.UnixMilli()))
	text(e.identifier)
	text(r.Instrument)
	b = append(b, r.Satisfaction, r.Clarity, byte(len(r.Help)))
	for _, h := range r.Help {
		text(h.Channel)
		b = append(b, h.Reached, h.Quality)
	}
	text(r.HelpOtherText)
	text(r.Comment)
	return sha256.Sum256(b)
}

// fingerprint is the beginning of the hash: enough to tell which rows may be
// in a file twice.
func (e *entry) fingerprint() uint64 { return binary.BigEndian.Uint64(e.hash[:]) }

// identified returns the rating under its id, texts masked, expired ones
// left out. The ordinals count the rows met so far of each fingerprint that is
// there twice.
func (e *entry) identified(twice map[uint64]bool, ordinals map[uint64]uint32, opts Options) rating.Rating {
	r, print := e.rating, e.fingerprint()
	var ordinal uint32
	if twice[print] {
		ordinal = ordinals[print]
		ordinals[print]++
	}
	r.ID = rating.ID(r.Procedure, imports.RowKey(e.hash[:], ordinal), e.day())
	if expired(e.day(), opts.Today) {
		r.Comment, r.HelpOtherText = "", ""
	}
	if opts.Mask != nil {
		r.Comment, r.HelpOtherText = opts.Mask(r.Comment), opts.Mask(r.HelpOtherText)
	}
	return r
}
