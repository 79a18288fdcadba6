package collector

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

// recordTombstone is the type of the journal's records that take back what
// earlier ones hold: a rating that was erased, or whose texts were masked.
// Whoever reads the journal from then on, from whatever place, obeys it, so that
// no replay brings anything back, into a database that was restored from a
// backup either.
const recordTombstone byte = 2

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
		_, err = j.Append(ctx, recordTombstone, append([]byte{tombstoneVersion}, text...))
	}
	if err != nil {
		return fmt.Errorf("cannot write into the journal what was decided about the rating %s: %w", v.Rating, err)
	}
	return nil
}

// parseTombstone reads a tombstone's payload.
func parseTombstone(payload []byte) (rating.Verdict, error) {
	if len(payload) == 0 || payload[0] != tombstoneVersion {
		return rating.Verdict{}, errUnknownPayload
	}
	var t tombstone
	if err := json.Unmarshal(payload[1:], &t); err != nil {
		return rating.Verdict{}, fmt.Errorf("cannot read a tombstone's record: %w", err)
	}
	v := rating.Verdict{Procedure: t.Procedure, Rating: t.ID, Kind: t.Kind, Reason: t.Reason, By: t.By}
	if !v.Kind.Buries() {
		return v, errUnknownPayload
	}
	return v, nil
}

// TombstonesIn returns the verdicts of the tombstones in the journal in dir,
// beside the process that has it open or while none has. Without a journal the
// error is fs.ErrNotExist.
func TombstonesIn(dir string) ([]rating.Verdict, error) {
	var all []rating.Verdict
	_, err := journal.Inspect(dir, func(r journal.Record) error {
		if r.Type != recordTombstone {
			return nil
		}
		v, err := parseTombstone(r.Payload)
		if err == nil {
			all = append(all, v)
		}
		return err
	})
	return all, err
}

// Tombstones are looked for in the database every few seconds; those of the last
// days at the start, and those around the last one that was found afterwards.
const (
	tombstonesEvery   = 2 * time.Second
	tombstonesBack    = 72 * time.Hour
	tombstonesOverlap = time.Minute
)

// recallTombstones reads the tombstones of the journal. Nothing may be shipped
// before: the tombstone of a rating comes after its record.
func (c *Collector) recallTombstones() error {
	retry := c.outage.backoff()
	for {
		err := c.readTombstones()
		if err == nil || c.running.Err() != nil {
			return err
		}
		c.metrics.failures[callRead].Inc()
		c.log.Error("the journal cannot be read; its ratings wait", "cause", err)
		if err := retry.wait(c.running, c.draining); err != nil {
			return err
		}
	}
}

func (c *Collector) readTombstones() error {
	for record, err := range c.journal.Read(1) {
		if err != nil {
			return err
		}
		if err := c.running.Err(); err != nil {
			return err
		}
		if record.Type != recordTombstone {
			continue
		}
		if v, err := parseTombstone(record.Payload); err == nil {
			c.graves.dig(v)
		}
	}
	return nil
}

// followTombstones writes a tombstone for each erasure and masking that the
// database knows and the journal does not. The verdict in the database comes
// first, so a crash at any moment leaves what the next look finds.
func (c *Collector) followTombstones() {
	since := c.cfg.Now().Add(-tombstonesBack)
	for {
		if last := c.buryNew(since).Add(-tombstonesOverlap); last.After(since) {
			since = last
		}
		if pause(c.draining, tombstonesEvery) != nil {
			return
		}
	}
}

// buryNew writes tombstones for the new ones of the verdicts since then, and
// returns the instant of the last one whose tombstone is in the journal.
func (c *Collector) buryNew(since time.Time) (last time.Time) {
	ctx, cancel := context.WithTimeout(c.running, c.cfg.StoreTimeout)
	defer cancel()
	all, err := c.store.Tombstones(ctx, since)
	if err != nil {
		c.metrics.failures[callTombstones].Inc()
		c.outage.failed(callTombstones, err)
		return last
	}
	c.outage.worked(callTombstones)
	for _, v := range all {
		if !c.graves.hold(v) {
			if err := WriteTombstone(ctx, c.journal, v); err != nil {
				c.metrics.failures[callTombstones].Inc()
				c.log.Error("an erasure is in the database alone until its tombstone can be written", "cause", err)
				return last
			}
			c.graves.dig(v)
		}
		last = v.At
	}
	return last
}
