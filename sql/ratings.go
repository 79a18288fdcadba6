package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

const insertRatings = `INSERT INTO ratings (procedure, id, version, ver, instrument, satisfaction, clarity,
 help.channel, help.reached, help.quality, help_other_text, comment, outcome, channel, lang, source, button,
 signed, doubt, host, received_at, node, epoch, seq)`

// insertTimeout bounds one batch; the engine gives up after it, in seconds.
const insertTimeout = 120

// InsertRatings writes the rows as one batch. The token makes the engine drop
// a batch that it has already stored under the same token. After an error the
// outcome is unknown: call Settle, then Missing, before trying again.
func (s *Store) InsertRatings(ctx context.Context, rows []rating.Rating, token string) error {
	send, err := s.PrepareRatings(ctx, rows, token)
	if err != nil {
		return err
	}
	return send(ctx)
}

// PrepareRatings does of InsertRatings what can be done before its turn: it
// encodes the rows, and sends none of them. What it returns sends them; it is to
// be called once, with a context that has ended to let them go unsent.
func (s *Store) PrepareRatings(ctx context.Context, rows []rating.Rating, token string) (send func(context.Context) error, err error) {
	if len(rows) == 0 {
		return func(context.Context) error { return nil }, nil
	}
	// The driver sends a batch in the context in which it was prepared, so that
	// one has to end with whichever of the two is at work.
	both, cancel := context.WithCancel(clickhouse.Context(context.WithoutCancel(ctx), clickhouse.WithSettings(clickhouse.Settings{
		"insert_deduplication_token":      token,
		"log_comment":                     token,
		"async_insert":                    0,
		"max_execution_time":              insertTimeout,
		"max_partitions_per_insert_block": 0, // an import may span many months
	})))
	defer context.AfterFunc(ctx, cancel)()
	batch, err := s.encode(both, rows)
	if err != nil {
		cancel()
		return nil, err
	}
	return func(ctx context.Context) error {
		defer cancel()
		defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("cannot insert ratings: %w", err)
		}
		defer context.AfterFunc(ctx, cancel)()
		if err := batch.Send(); err != nil {
			return fmt.Errorf("cannot insert ratings: %w", err)
		}
		return nil
	}, nil
}

// encode lays the rows out by column.
func (s *Store) encode(ctx context.Context, rows []rating.Rating) (driver.Batch, error) {
	batch, err := s.ratings.PrepareBatch(ctx, insertRatings)
	if err != nil {
		return nil, fmt.Errorf("cannot insert ratings: %w", err)
	}
	for i := range rows {
		if err := appendRating(batch, &rows[i]); err != nil {
			_ = batch.Abort() // that nothing was sent is known
			return nil, fmt.Errorf("cannot insert the rating %s: %w", rows[i].ID, err)
		}
	}
	return batch, nil
}

func appendRating(batch driver.Batch, r *rating.Rating) error {
	channels := make([]string, len(r.Help))
	reached := make([]uint8, len(r.Help))
	quality := make([]uint8, len(r.Help))
	for i, h := range r.Help {
		channels[i], reached[i], quality[i] = h.Channel, h.Reached, h.Quality
	}
	d := r.Delivery
	return batch.Append(r.Procedure, r.ID, r.Version, r.Order(), r.Instrument, r.Satisfaction, r.Clarity,
		channels, reached, quality, r.HelpOtherText, r.Comment, r.Outcome, r.Channel, r.Lang, r.Source, r.Button,
		r.Signed, r.Doubt, hostStanding(r.Host), r.ReceivedAt, d.Node, d.Epoch, d.Seq)
}

// hostStanding is the word of the column; a standing that it does not have must
// not hold up a batch.
func hostStanding(h observatory.HostStanding) string {
	switch h {
	case observatory.HostNone, observatory.HostKnown, observatory.HostUnknown:
		return string(h)
	}
	return string(observatory.HostUnjudged)
}

// Settle makes sure that an insert under the token, whose outcome is unknown,
// is over: on return it either is stored or never will be. It waits: the cut
// connection, or max_execution_time, ends the insert.
func (s *Store) Settle(ctx context.Context, token string) error {
	var running uint64
	for {
		p := parameters{"token": token}
		err := s.conn.QueryRow(p.context(ctx),
			"SELECT count() FROM system.processes WHERE Settings['log_comment'] = {token:String} AND query LIKE 'INSERT%'").Scan(&running)
		if err != nil {
			return fmt.Errorf("cannot tell whether the insert %s is over: %w", token, err)
		}
		if running == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the insert %s is still running: %w", token, ctx.Err())
		case <-time.After(settlePause):
		}
	}
}

const settlePause = 200 * time.Millisecond
