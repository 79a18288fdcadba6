package collector

import (
	"context"
	"errors"
	"fmt"

	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// pageOf is the page of a form that a submission came from.
type pageOf struct {
	after int // the version that the page was made after, 0 before any
	asked []rating.Asked
}

var (
	errOften     = fmt.Errorf("the rating was changed too often: %w", observatory.ErrConflict)
	errNoRecord  = errors.New("the journal does not hold the record any more")
	errUnsettled = errors.New("the journal is still being read")
)

// awaitRecall returns once the table of known steps holds what the journal tells.
func (c *Collector) awaitRecall(ctx context.Context) error {
	select {
	case <-c.recalled:
		return nil
	default:
	}
	select {
	case <-c.recalled:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", errUnsettled, ctx.Err())
	}
}

// place makes of what a page says the version of the rating that comes after all
// others. It tells whether that is the last version again, and the digest of that
// one. The key is locked.
func (c *Collector) place(r *rating.Rating, page pageOf, known history) (again bool, digest uint64, err error) {
	last := known.last
	// Whoever goes back sends a page that knows nothing of what was answered on
	// later ones. No page knows what was typed on another.
	if page.after < int(last.version) || page.after == int(last.version) && last.typed {
		before, err := c.recorded(last.seq)
		if err != nil {
			return false, 0, unavailable(err)
		}
		*r = r.Amending(before, page.asked)
	}
	if last.version > 0 && last.digest == c.known.digest(*r) {
		r.Version = last.version
		return true, last.digest, nil
	}
	next := max(page.after, int(last.version)) + 1
	if next > rating.MaxVersion {
		return false, 0, errOften
	}
	r.Version = uint8(next)
	return false, 0, nil
}

// recorded reads the rating whose record has that number.
func (c *Collector) recorded(seq uint64) (rating.Rating, error) {
	for entry, err := range c.journal.Read(seq) {
		if err != nil {
			return rating.Rating{}, err
		}
		if entry.Seq != seq || entry.Type != record.TypeRating {
			break
		}
		return record.ParseRating(entry.Payload, make(plainjson.Words))
	}
	return rating.Rating{}, errNoRecord
}
