package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

// TypeTombstone is the type of the journal's records that take back what
// earlier ones hold: a rating that was erased, or whose texts were masked.
// Whoever reads the journal from then on, from whatever place, obeys it, so that
// no replay brings anything back, into a database that was restored from a
// backup either.
const TypeTombstone byte = 2

// tombstoneVersion is the first byte of a tombstone's payload, as ratingVersion
// is of a rating's.
const tombstoneVersion byte = 1

// tombstone is the payload: the verdict, without its instant, which the database
// gives.
type tombstone struct {
	ID        uuid.UUID          `json:"id"`
	Procedure string             `json:"p"`
	Kind      rating.VerdictKind `json:"k"`
	Reason    string             `json:"r"`
	By        string             `json:"by"`
}

// WriteTombstone appends the verdict, an erasure or a masking, to the journal,
// and returns when it is durable. A running collector does so by itself for
// every one that it finds in the database.
func WriteTombstone(ctx context.Context, j *journal.Journal, v rating.Verdict) error {
	text, err := json.Marshal(tombstone{v.Rating, v.Procedure, v.Kind, v.Reason, v.By})
	if err == nil {
		_, err = j.Append(ctx, TypeTombstone, append([]byte{tombstoneVersion}, text...))
	}
	if err != nil {
		return fmt.Errorf("cannot write into the journal what was decided about the rating %s: %w", v.Rating, err)
	}
	return nil
}

// ParseTombstone reads a tombstone's payload.
func ParseTombstone(payload []byte) (rating.Verdict, error) {
	if len(payload) == 0 || payload[0] != tombstoneVersion {
		return rating.Verdict{}, ErrUnknownPayload
	}
	var t tombstone
	if err := json.Unmarshal(payload[1:], &t); err != nil {
		return rating.Verdict{}, fmt.Errorf("cannot read a tombstone's record: %w", err)
	}
	v := rating.Verdict{Procedure: t.Procedure, Rating: t.ID, Kind: t.Kind, Reason: t.Reason, By: t.By}
	if !v.Kind.Buries() {
		return v, ErrUnknownPayload
	}
	return v, nil
}

// TombstonesIn returns the verdicts of the tombstones in the journal in dir,
// beside the process that has it open or while none has. Without a journal the
// error is fs.ErrNotExist.
func TombstonesIn(dir string) ([]rating.Verdict, error) {
	var all []rating.Verdict
	_, err := journal.Inspect(dir, func(r journal.Record) error {
		if r.Type != TypeTombstone {
			return nil
		}
		v, err := ParseTombstone(r.Payload)
		if err == nil {
			all = append(all, v)
		}
		return err
	})
	return all, err
}
