package sql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"observatory"
)

const insertRatings = `INSERT INTO ratings (procedure, id, version, ver, instrument, satisfaction, clarity,
 help.channel, help.reached, help.quality, help_other_text, comment, outcome, channel, lang, source, button,
 signed, doubt, host, received_at, node, epoch, seq)`

// insertTimeout bounds one batch; the engine gives up after it, in seconds.
const insertTimeout = 120

// InsertRatings writes the rows as one batch. The token makes the engine drop
// a batch that it has already stored under the same token. After an error the
// outcome is unknown: call Settle, then Missing, before trying again.
func (s *Store) InsertRatings(ctx context.Context, rows []observatory.Rating, token string) error {
	if len(rows) == 0 {
		return nil
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"insert_deduplication_token":      token,
		"log_comment":                     token,
		"async_insert":                    0,
		"max_execution_time":              insertTimeout,
		"max_partitions_per_insert_block": 0, // an import may span many months
	}))
	batch, err := s.conn.PrepareBatch(ctx, insertRatings)
	if err != nil {
		return fmt.Errorf("cannot insert ratings: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, r := range rows {
		if err := appendRating(batch, r); err != nil {
			return fmt.Errorf("cannot insert the rating %s: %w", r.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert ratings: %w", err)
	}
	return nil
}

func appendRating(batch driver.Batch, r observatory.Rating) error {
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

// Missing returns those of the ratings that the database has neither as the
// journal's record (node, epoch, seq) nor as a row of the same id that
// replaces it. An erased rating is not missing.
func (s *Store) Missing(ctx context.Context, rows []observatory.Rating) ([]observatory.Rating, error) {
	absent, err := s.undelivered(ctx, rows)
	if err != nil || len(absent) == 0 {
		return nil, err
	}
	superseded, err := s.superseded(ctx, absent)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(absent, func(r observatory.Rating) bool {
		ver, ok := superseded[r.ID]
		return ok && ver >= r.Order()
	}), nil
}

type delivery struct {
	seq uint64
	id  uuid.UUID
	ver uint64
}

func (s *Store) undelivered(ctx context.Context, rows []observatory.Rating) ([]observatory.Rating, error) {
	type journal struct{ node, epoch uint32 }
	spans := map[journal][2]uint64{}
	for _, r := range rows {
		key, seq := journal{r.Delivery.Node, r.Delivery.Epoch}, r.Delivery.Seq
		span, ok := spans[key]
		if !ok {
			span = [2]uint64{seq, seq}
		}
		spans[key] = [2]uint64{min(span[0], seq), max(span[1], seq)}
	}
	found := make(map[journal]map[delivery]bool, len(spans))
	for key, span := range spans {
		here := make(map[delivery]bool)
		found[key] = here
		p := parameters{"node": key.node, "epoch": key.epoch, "from": span[0], "to": span[1]}
		err := s.query(ctx, "delivered", p, func(r driver.Rows) error {
			var d delivery
			if err := r.Scan(&d.seq, &d.id, &d.ver); err != nil {
				return err
			}
			here[d] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var absent []observatory.Rating
	for _, r := range rows {
		if !found[journal{r.Delivery.Node, r.Delivery.Epoch}][delivery{r.Delivery.Seq, r.ID, r.Order()}] {
			absent = append(absent, r)
		}
	}
	return absent, nil
}

// supersededChunk bounds the ids that one query asks for.
const supersededChunk = 1000

func (s *Store) superseded(ctx context.Context, rows []observatory.Rating) (map[uuid.UUID]uint64, error) {
	byProcedure := map[string][]observatory.Rating{}
	for _, r := range rows {
		byProcedure[r.Procedure] = append(byProcedure[r.Procedure], r)
	}
	found := map[uuid.UUID]uint64{}
	for procedure, all := range byProcedure {
		for chunk := range slices.Chunk(all, supersededChunk) {
			var ids, days quoted
			for _, r := range chunk {
				ids = append(ids, r.ID.String())
				if day := r.Day().String(); !slices.Contains(days, day) {
					days = append(days, day)
				}
			}
			p := parameters{"procedure": procedure, "ids": ids, "days": days}
			err := s.query(ctx, "superseded", p, func(r driver.Rows) error {
				var id uuid.UUID
				var ver uint64
				if err := r.Scan(&id, &ver); err != nil {
					return err
				}
				found[id] = ver
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}
