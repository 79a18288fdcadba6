package shipping

import (
	"context"
	"log/slog"
	"time"

	"servicequality/collector/journal"
)

// cutter cuts the journal into batches. It works one batch ahead, so that one
// is read, and encoded when it is full, while the one before is being inserted.
type cutter struct {
	source  source
	lane    *lane
	journal *journal.Journal
	metrics *metrics
	log     *slog.Logger
	rows    int
	age     time.Duration
	last    uint64 // the last record that was cut
}

// run sends batches until running ends, or until draining has ended and all
// that was durable then is cut. It closes batches when it is done.
func (c *cutter) run(running, draining context.Context, batches chan<- batch) {
	defer close(batches)
	for {
		reason := c.wait(draining)
		durable := c.journal.Committed()
		if durable <= c.last {
			return // only the end of draining leaves nothing to cut
		}
		b, err := c.source.read(c.last+1, durable, c.rows)
		if err != nil {
			c.metrics.failures[callRead].Inc()
			c.log.Error("the journal cannot be read; its ratings wait", "cause", err)
			if pause(draining, maxPause) != nil {
				return
			}
			continue
		}
		b.cut = c.reason(b, reason)
		if b.cut == cutRows { // others leave the database idle: to encode them ahead costs memory alone
			b.ahead = c.lane.pack(running, b)
		}
		select {
		case batches <- b:
			c.last = b.to
		case <-running.Done():
			b.ahead.drop()
			return
		}
	}
}

// wait returns when a batch is due: when it is full, when its first record has
// waited long enough, or when draining ends.
func (c *cutter) wait(draining context.Context) cutReason {
	if c.journal.Wait(draining, c.last) != nil {
		return cutStop
	}
	ctx, cancel := context.WithTimeout(draining, c.age)
	defer cancel()
	switch err := c.journal.Wait(ctx, c.last+uint64(c.rows)-1); {
	case err == nil:
		return cutRows
	case draining.Err() == nil && ctx.Err() != nil:
		return cutAge
	}
	return cutStop
}

func (c *cutter) reason(b batch, waited cutReason) cutReason {
	switch {
	case b.cut != "":
		return b.cut
	case len(b.rows) == c.rows:
		return cutRows
	}
	return waited
}
