package sql

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// InsertEvents writes counts of events. After an error the same counts may be
// written again: those of one flush count once.
func (s *Store) InsertEvents(ctx context.Context, counts []rating.EventCount) error {
	if len(counts) == 0 {
		return nil
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO events (procedure, day, button, kind, node, epoch, flush, n)")
	if err != nil {
		return fmt.Errorf("cannot insert events: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, c := range counts {
		err := batch.Append(c.Procedure, c.Day.Date(), c.Button, string(c.Kind), c.Flush.Node, c.Flush.Epoch, c.Flush.At, c.N)
		if err != nil {
			return fmt.Errorf("cannot insert events of %s: %w", c.Procedure, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert events: %w", err)
	}
	return nil
}

// Funnels returns the funnel of each procedure that has one in the window; of
// all procedures when procedure is empty.
func (s *Store) Funnels(ctx context.Context, procedure string, w observatory.Window) (map[string]rating.Funnel, error) {
	p := parameters{"procedure": procedure, "start": w.Start, "end": w.End}
	events := map[string]map[rating.EventKind]uint64{}
	err := s.query(ctx, "events", p, func(r driver.Rows) error {
		var id, kind string
		var n uint64
		if err := r.Scan(&id, &kind, &n); err != nil {
			return err
		}
		if events[id] == nil {
			events[id] = map[rating.EventKind]uint64{}
		}
		events[id][rating.EventKind(kind)] = n
		return nil
	})
	if err != nil {
		return nil, err
	}
	sent := map[string]uint64{}
	err = s.query(ctx, "sent", p, func(r driver.Rows) error {
		var id string
		var n uint64
		err := r.Scan(&id, &n)
		sent[id] = n
		return err
	})
	funnels := make(map[string]rating.Funnel, len(sent))
	for id, n := range sent {
		funnels[id] = rating.NewFunnel(events[id], n)
	}
	for id, steps := range events {
		if _, ok := sent[id]; !ok {
			funnels[id] = rating.NewFunnel(steps, 0)
		}
	}
	return funnels, err
}
