package collector

import (
	"context"
	"math"
	"math/rand/v2"
)

// ship finishes what an earlier process had begun to send, then ships batch
// after batch and verifies beside it.
func (c *Collector) ship() {
	if c.recallTombstones() != nil {
		return
	}
	c.tasks.Go(c.followTombstones)
	from := source{journal: c.journal, position: c.position, graves: c.graves}
	way := &lane{
		node: c.journal.Node(), store: c.store, position: c.position, outage: c.outage,
		metrics: c.metrics, timeout: c.cfg.StoreTimeout, draining: c.draining,
		turn: make(chan struct{}, 1),
	}
	if err := c.resume(from, way); err != nil {
		return
	}
	batches := make(chan batch)
	cut := &cutter{
		source: from, lane: way, journal: c.journal, metrics: c.metrics, log: c.log,
		rows: c.cfg.BatchRows, age: c.cfg.BatchAge, last: c.position.shipped(),
	}
	shipped := make(chan struct{}, 1)
	look := &verifier{
		source: from, journal: c.journal, store: c.store, lane: way, position: c.position,
		outage: c.outage, metrics: c.metrics, log: c.log, shipped: shipped,
	}
	ctx, cancel := context.WithCancel(c.running)
	defer cancel() // the cutter ends with what it works for
	c.tasks.Go(func() { cut.run(ctx, c.draining, batches) })
	c.tasks.Go(func() { look.run(c.running, c.draining) })
	suspect := c.suspects()
	for b := range batches {
		in, f := b.intent(), unsent
		if suspect(b) {
			in.Attempt, f = anyAttempt(), unknown
		}
		if way.bury(c.running, b.tombstones) != nil {
			b.ahead.drop()
			return
		}
		if way.deliver(c.running, in, b.rows, f, b.cut, b.ahead) != nil {
			return
		}
		select {
		case shipped <- struct{}{}:
		default:
		}
	}
}

// suspects returns what tells whether a batch may have been sent before although
// the cursor does not say so: because it was lost, or because the journal was
// restored from a backup, which begins a new epoch.
func (c *Collector) suspects() func(batch) bool {
	var upTo uint64
	if c.journal.Stats().CursorLost > 0 {
		upTo = c.journal.Committed()
	}
	return func(b batch) bool { return b.from <= upTo || b.epoch != c.journal.Epoch() }
}

// anyAttempt returns a number for rows of which it is forgotten under which
// tokens they were sent: one by chance is surely a new one.
func anyAttempt() uint32 { return rand.Uint32N(math.MaxUint32 / 2) }

// resume finishes the batch that was announced and whose fate is unknown.
func (c *Collector) resume(from source, way *lane) error {
	in, open := c.position.intent()
	if !open {
		return nil
	}
	retry := c.outage.backoff()
	for {
		b, err := from.read(in.From, in.To, everything)
		if err == nil {
			if b.digest != in.Digest {
				c.log.Warn("an announced batch is not what it was; its records were damaged", "from", in.From, "to", in.To)
			}
			return way.deliver(c.running, in, b.rows, unknown, cutRepair, parcel{})
		}
		c.metrics.failures[callRead].Inc()
		c.log.Error("the journal cannot be read; its ratings wait", "cause", err)
		if err := retry.wait(c.running, c.draining); err != nil {
			return err
		}
	}
}
