package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// InsertProbes writes the probes that an import brings. After an error the same
// probes may be written again.
func (s *Store) InsertProbes(ctx context.Context, number uint32, probes []observatory.Probe) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO probes (procedure, at, import, up, ms)")
	if err != nil {
		return fmt.Errorf("cannot insert probes: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, p := range probes {
		if err := batch.Append(p.Procedure, p.At, number, p.Up, p.Milliseconds); err != nil {
			return fmt.Errorf("cannot insert the probe of %s at %s: %w", p.Procedure, p.At, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert probes: %w", err)
	}
	return nil
}

// Probes returns the probes that count from one instant to another, both
// included.
func (s *Store) Probes(ctx context.Context, first, last time.Time) ([]observatory.Probe, error) {
	var all []observatory.Probe
	err := s.query(ctx, "probes_between", parameters{"first": first, "last": last}, func(r driver.Rows) error {
		var p observatory.Probe
		err := r.Scan(&p.Procedure, &p.At, &p.Up, &p.Milliseconds)
		all = append(all, p)
		return err
	})
	return all, err
}
