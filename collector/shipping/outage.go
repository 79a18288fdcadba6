package shipping

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// The pauses between two attempts double from the least to the greatest.
const (
	minPause = 100 * time.Millisecond
	maxPause = 10 * time.Second
)

// outage tells the log when the database goes away and when it is back: a
// database that is away is an event for the operator, not one per attempt, and
// none for the citizen.
type outage struct {
	log    *slog.Logger
	jitter func(time.Duration) time.Duration

	mu   sync.Mutex
	away call // the call that failed first; empty when all is well
}

// failed notes that a call failed.
func (o *outage) failed(c call, cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away == "" {
		o.away = c
		o.log.Warn("ClickHouse does not answer well; ratings wait in the journal", "call", c, "cause", cause)
	}
}

// worked notes that a call succeeded. The outage is over when it is the one
// that failed: a database with a full disk still answers questions.
func (o *outage) worked(c call) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away == c || o.away != "" && c == callInsert {
		o.away = ""
		o.log.Info("ClickHouse answers again")
	}
}

func (o *outage) backoff() *backoff { return &backoff{jitter: o.jitter, next: minPause} }

// backoff makes the pauses between attempts longer and longer, each by chance a
// little shorter, so that collectors do not come back all at once.
type backoff struct {
	jitter func(time.Duration) time.Duration
	next   time.Duration
}

// wait pauses. It answers errDraining once draining has ended, because then
// nothing is tried again, and ctx's error.
func (b *backoff) wait(ctx, draining context.Context) error {
	d := b.next - b.jitter(b.next/2)
	b.next = min(2*b.next, maxPause)
	if err := pause(draining, d); err != nil && ctx.Err() == nil {
		return errDraining
	}
	return ctx.Err()
}

// pause waits for d, or until ctx ends and then returns its error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
