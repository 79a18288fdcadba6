package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// InsertHosts writes counts of hosts. After an error the same counts may be
// written again: those of one flush count once.
func (s *Store) InsertHosts(ctx context.Context, counts []rating.HostCount) error {
	if len(counts) == 0 {
		return nil
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO hosts (procedure, day, host, standing, node, epoch, flush, ratings, events)")
	if err != nil {
		return fmt.Errorf("cannot insert hosts: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, c := range counts {
		f := c.Flush
		err := batch.Append(c.Procedure, c.Day.Date(), c.Host, string(c.Standing), f.Node, f.Epoch, f.At, c.Ratings, c.Events)
		if err != nil {
			return fmt.Errorf("cannot insert hosts of %s: %w", c.Procedure, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert hosts: %w", err)
	}
	return nil
}

// Hosts returns what came from each host since that day, by procedure and day,
// without the flushes that brought it.
func (s *Store) Hosts(ctx context.Context, since observatory.Day) ([]rating.HostCount, error) {
	var all []rating.HostCount
	err := s.query(ctx, "hosts", parameters{"since": since}, func(r driver.Rows) error {
		var c rating.HostCount
		var day time.Time
		var standing string
		if err := r.Scan(&c.Procedure, &day, &c.Host, &standing, &c.Ratings, &c.Events); err != nil {
			return err
		}
		c.Day, c.Standing = civilDay(day), observatory.HostStanding(standing)
		all = append(all, c)
		return nil
	})
	return all, err
}
