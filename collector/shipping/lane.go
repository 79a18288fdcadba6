package shipping

import (
	"context"
	"errors"
	"fmt"
	"time"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

// lane is the only way into the database: one batch at a time, announced in the
// journal before it is sent, and asked after whenever its fate is unknown.
type lane struct {
	node     uint32
	store    Store
	position *position
	outage   *outage
	metrics  *metrics
	timeout  time.Duration // of one call
	draining context.Context

	turn chan struct{} // holds one element while a batch is on its way
}

// errDraining ends what would have been tried again: the ratings are safe in
// the journal, and the next start goes on.
var errDraining = errors.New("the collector is stopping")

// fate says what is known of a batch before it is sent.
type fate bool

const (
	unsent  fate = false
	unknown fate = true
)

// deliver returns nil once all rows of the intent are in the database. While
// the database is away it tries again and again, until ctx or draining ends. What
// is packed ahead of the rows spares their first insert the encoding.
func (l *lane) deliver(ctx context.Context, in journal.Intent, rows []rating.Rating, f fate, cut cutReason, ahead parcel) error {
	defer func() { ahead.drop() }()
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if _, open := l.position.intent(); open && f == unsent {
		return errDraining // the one before was given up, and has to be finished first
	}
	retry := l.outage.backoff()
	missing := rows
	for len(rows) > 0 {
		if f == unknown {
			var err error
			if missing, err = l.missing(ctx, in, rows, retry); err != nil {
				return err
			}
		}
		err := l.insert(ctx, &in, missing, cut, &ahead)
		if err == nil {
			break
		}
		f = unknown
		if err := retry.wait(ctx, l.draining); err != nil {
			return err
		}
	}
	l.position.arrived(in.To)
	return nil
}

// bury returns nil once the database knows the verdicts of tombstones, which it
// may have forgotten. While it is away bury tries again and again, as deliver
// does.
func (l *lane) bury(ctx context.Context, tombstones []rating.Verdict) error {
	retry := l.outage.backoff()
	for len(tombstones) > 0 {
		err := l.call(ctx, callTombstones, func(ctx context.Context) error { return l.store.KeepTombstones(ctx, tombstones) })
		if err == nil {
			break
		}
		if err := retry.wait(ctx, l.draining); err != nil {
			return err
		}
	}
	return nil
}

// insert sends the rows month by month. Every insert is an attempt of its own,
// announced first: a token is never used for two sets of rows, and after a crash
// only the last one can still be open.
func (l *lane) insert(ctx context.Context, in *journal.Intent, rows []rating.Rating, cut cutReason, ahead *parcel) error {
	parts := byMonth(rows)
	for i, part := range parts {
		announced := *in
		announced.Attempt++
		if err := l.position.announce(announced); err != nil {
			return err
		}
		*in = announced
		err := l.call(ctx, callInsert, func(ctx context.Context) error {
			send, err := ahead.take(token(l.node, *in)), error(nil)
			if send == nil {
				send, err = l.store.PrepareRatings(ctx, part, token(l.node, *in))
			}
			if err != nil {
				return err
			}
			return send(ctx)
		})
		if err != nil {
			return err
		}
		reason := cut
		if i < len(parts)-1 {
			reason = cutMonth
		}
		l.metrics.batches[reason].Inc()
	}
	return nil
}

// missing asks which rows an announced batch of unknown fate left out, once it
// is over.
func (l *lane) missing(ctx context.Context, in journal.Intent, rows []rating.Rating, retry *backoff) ([]rating.Rating, error) {
	var missing []rating.Rating
	for {
		err := l.call(ctx, callSettle, func(ctx context.Context) error {
			return l.store.Settle(ctx, token(l.node, in))
		})
		if err == nil {
			missing, err = l.ask(ctx, rows)
		}
		if err == nil {
			l.metrics.resent.Add(float64(len(missing)))
			return missing, nil
		}
		if err := retry.wait(ctx, l.draining); err != nil {
			return nil, err
		}
	}
}

// ask returns those of the rows that the database does not have.
func (l *lane) ask(ctx context.Context, rows []rating.Rating) (missing []rating.Rating, err error) {
	err = l.call(ctx, callMissing, func(ctx context.Context) error {
		missing, err = l.store.Missing(ctx, rows)
		return err
	})
	return missing, err
}

// undelivered returns the numbers of those of the sent records that no row is the
// delivery of.
func (l *lane) undelivered(ctx context.Context, epoch uint32, sent []rating.RowKey) (absent []uint64, err error) {
	err = l.call(ctx, callMissing, func(ctx context.Context) error {
		absent, err = l.store.Undelivered(ctx, l.node, epoch, sent)
		return err
	})
	return absent, err
}

// call makes one call to the database, within its time, and notes how it went.
func (l *lane) call(ctx context.Context, name call, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	err := do(ctx)
	if err != nil {
		l.metrics.failures[name].Inc()
		l.outage.failed(name, err)
		return err
	}
	l.outage.worked(name)
	return nil
}

// token names one insert for ever.
func token(node uint32, in journal.Intent) string {
	return fmt.Sprintf("%08x-%08x-%d-%d-%016x-%d", node, in.Epoch, in.From, in.To, in.Digest, in.Attempt)
}
