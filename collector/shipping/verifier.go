package shipping

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

// How far verification may trail: it starts when that many records are shipped
// and not verified, and at the latest after that time.
const (
	verifyRecords = 200_000
	verifyEvery   = 10 * time.Second
	// verifyRows is how many records are read at once where some are in doubt.
	verifyRows = 20_000
)

// verifier looks for what was shipped, and sends again what the database has
// lost. After each restart of the database it looks for all that the journal
// still holds.
type verifier struct {
	source     source
	journal    *journal.Journal
	store      Store
	lane       *lane
	position   *position
	outage     *outage
	metrics    *metrics
	log        *slog.Logger
	shipped    <-chan struct{} // something was
	generation uint64
}

// run verifies until draining ends; running cuts short what is under way.
func (v *verifier) run(running, draining context.Context) {
	v.generation = v.store.Generation()
	tick := time.NewTicker(verifyEvery)
	defer tick.Stop()
	for {
		if v.due(draining, tick.C) != nil {
			return
		}
		if err := v.pass(running, draining); err != nil {
			return
		}
		if _, err := v.journal.Retire(); err != nil {
			v.metrics.failures[callRetire].Inc()
			v.log.Warn("verified records cannot be retired", "cause", err)
		}
	}
}

// due waits until there is enough to verify, or time for it.
func (v *verifier) due(draining context.Context, tick <-chan time.Time) error {
	for {
		select {
		case <-draining.Done():
			return draining.Err()
		case <-tick:
			return nil
		case <-v.shipped:
			if from, to := v.position.unverified(); to+1-from >= verifyRecords {
				return nil
			}
		}
	}
}

// pass verifies until nothing is left. It tries again while the database is
// away, and returns an error when it has to stop.
func (v *verifier) pass(running, draining context.Context) error {
	retry := v.outage.backoff()
	for draining.Err() == nil {
		v.follow()
		from, to := v.position.unverified()
		if from > to {
			return nil
		}
		if err := v.verify(running, from, to); err != nil {
			if err := retry.wait(running, draining); err != nil {
				return err
			}
			continue
		}
		retry = v.outage.backoff()
	}
	return draining.Err()
}

// follow starts over when the database was restarted.
func (v *verifier) follow() {
	generation := v.store.Generation()
	if generation == v.generation {
		return
	}
	v.generation = generation
	v.position.rewind()
	v.metrics.restarts.Inc()
	v.log.Info("ClickHouse was restarted; all that the journal holds is verified again")
}

// verify looks for the first records from the one numbered from on, and sends
// those again that are missing.
func (v *verifier) verify(ctx context.Context, from, to uint64) error {
	b, sent, err := v.source.deliveries(from, to, verifyRecords)
	if err != nil {
		return v.unread(err)
	}
	if err := v.lane.bury(ctx, b.tombstones); err != nil {
		return err
	}
	absent, err := v.lane.undelivered(ctx, b.epoch, sent)
	if err != nil {
		return err
	}
	for len(absent) > 0 {
		near, _ := slices.BinarySearch(absent, absent[0]+verifyRows)
		if err := v.repair(ctx, absent[:near]); err != nil {
			return err
		}
		absent = absent[near:]
	}
	v.position.verifiedTo(b.to)
	return nil
}

// repair asks for the ratings of these records, which are all of one epoch, and
// sends those again that are missing.
func (v *verifier) repair(ctx context.Context, seqs []uint64) error {
	b, err := v.source.read(seqs[0], seqs[len(seqs)-1], everything)
	if err != nil {
		return v.unread(err)
	}
	doubtful := slices.DeleteFunc(b.rows, func(r rating.Rating) bool {
		_, sought := slices.BinarySearch(seqs, r.Delivery.Seq)
		return !sought
	})
	missing, err := v.lane.ask(ctx, doubtful)
	if err != nil || len(missing) == 0 {
		return err
	}
	v.log.Warn("ClickHouse has lost ratings; they are sent again", "ratings", len(missing), "from", b.from, "to", b.to)
	v.metrics.resent.Add(float64(len(missing)))
	in := b.intent()
	in.Attempt = anyAttempt()
	return v.lane.deliver(ctx, in, missing, unsent, cutRepair, parcel{})
}

func (v *verifier) unread(cause error) error {
	v.metrics.failures[callRead].Inc()
	v.log.Error("the journal cannot be read; its records are not verified", "cause", cause)
	return cause
}
