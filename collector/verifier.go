package collector

import (
	"context"
	"log/slog"
	"time"

	"observatory/collector/journal"
)

// How far verification may trail: it starts when that many records are shipped
// and not verified, and at the latest after that time.
const (
	verifyRecords = 200_000
	verifyEvery   = 10 * time.Second
	// verifyRows is how many rows are asked for at once.
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

// verify looks for the first rows from the record numbered from on, and sends
// those again that are missing.
func (v *verifier) verify(ctx context.Context, from, to uint64) error {
	b, err := v.source.read(from, to, verifyRows)
	if err != nil {
		v.metrics.failures[callRead].Inc()
		v.log.Error("the journal cannot be read; its records are not verified", "cause", err)
		return err
	}
	if err := v.lane.bury(ctx, b.tombstones); err != nil {
		return err
	}
	if len(b.rows) > 0 {
		missing, err := v.lane.ask(ctx, b.rows)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			v.log.Warn("ClickHouse has lost ratings; they are sent again", "ratings", len(missing), "from", b.from, "to", b.to)
			v.metrics.resent.Add(float64(len(missing)))
			in := b.intent()
			in.Attempt = anyAttempt()
			if err := v.lane.deliver(ctx, in, missing, unsent, cutRepair); err != nil {
				return err
			}
		}
	}
	v.position.verifiedTo(b.to)
	return nil
}
