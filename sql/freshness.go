package sql

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// Freshness returns until when the sources of each procedure's figures go, and
// the day on which a catalogue was last imported, zero for never. Periods of
// volumes that have not ended today are left out.
func (s *Store) Freshness(ctx context.Context, today observatory.Day) (by map[string]alarm.Freshness, catalogue observatory.Day, err error) {
	by = map[string]alarm.Freshness{}
	err = s.query(ctx, "freshness", parameters{"today": today}, func(r driver.Rows) error {
		var procedure string
		var rated, stated, probed time.Time
		err := r.Scan(&procedure, &rated, &stated, &probed)
		by[procedure] = alarm.Freshness{Ratings: civilDay(rated), Volumes: civilDay(stated), Probes: civilDay(probed)}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	var imported time.Time
	err = s.row(ctx, "catalogue_imported", nil, &imported)
	return by, civilDay(imported), err
}
