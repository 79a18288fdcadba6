package aggregator

import (
	"context"
	"time"
)

// Reconciler finds ratings that were stored twice.
type Reconciler interface {
	// Reconcile erases, of two ids with equal bits on neighbouring days, the
	// later one, where either was stored since the instant.
	Reconcile(ctx context.Context, since time.Time) (rows uint64, err error)
}

// reconcileMargin is how far before its last success the job looks again: what
// a collector could not ship then.
const reconcileMargin = 48 * time.Hour

// reconcile drops what one citizen sent on both sides of a midnight under a key
// that the collector no longer knew.
func (a *Aggregator) reconcile(ctx context.Context) (result, error) {
	history, err := a.store.JobHistory(ctx)
	if err != nil {
		return result{}, err
	}
	since := history["reconcile"].LastSuccess
	if since.IsZero() {
		since = time.Unix(0, 0)
	} else {
		since = since.Add(-reconcileMargin)
	}
	rows, err := a.store.Reconcile(ctx, since)
	return result{rows: rows}, err
}
