package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// InsertVolumes writes the volumes as stated now. A volume takes the place of
// the one with the same id that came the same way; after an error the same
// volumes may be written again.
func (s *Store) InsertVolumes(ctx context.Context, volumes []observatory.Volume) error {
	if len(volumes) == 0 {
		return nil
	}
	var now time.Time
	if err := s.row(ctx, "clock", nil, &now); err != nil {
		return err
	}
	batch, err := s.conn.PrepareBatch(ctx, `INSERT INTO volumes (procedure, id, import, period_start, period_end, channel,
 started, completed, method, source, stated_at)`)
	if err != nil {
		return fmt.Errorf("cannot insert volumes: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, v := range volumes {
		err := batch.Append(v.Procedure, v.ID, v.Import, v.Start.Date(), v.End.Date(), v.Channel,
			v.Started, v.Completed, v.Method, v.Source, now)
		if err != nil {
			return fmt.Errorf("cannot insert the volume %s: %w", v.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert volumes: %w", err)
	}
	return nil
}

// Volumes returns the volumes that count, in the order of procedures and
// periods; of all procedures when none is named.
func (s *Store) Volumes(ctx context.Context, procedures ...string) ([]observatory.Volume, error) {
	var all []observatory.Volume
	err := s.query(ctx, "volumes", parameters{"procedures": quoted(procedures)}, func(r driver.Rows) error {
		var v observatory.Volume
		var start, end time.Time
		err := r.Scan(&v.ID, &v.Procedure, &start, &end, &v.Channel, &v.Started, &v.Completed,
			&v.Method, &v.Source, &v.Import, &v.StatedAt)
		v.Start, v.End = civilDay(start), civilDay(end)
		all = append(all, v)
		return err
	})
	return all, err
}
