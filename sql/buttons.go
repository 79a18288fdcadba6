package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory/rating"
)

// InsertButtons writes buttons under the numbers of their imports, in one
// INSERT.
func (s *Store) InsertButtons(ctx context.Context, buttons []rating.Button) error {
	if len(buttons) == 0 {
		return nil
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO buttons (procedure, id, import, name, source, channel, closed_on, message)")
	if err != nil {
		return fmt.Errorf("cannot insert buttons: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, b := range buttons {
		err := batch.Append(b.Procedure, b.ID, b.Import, b.Name, b.Source, b.Channel, b.ClosedOn.Date(), b.Message)
		if err != nil {
			return fmt.Errorf("cannot insert the button %s of %s: %w", b.ID, b.Procedure, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert buttons: %w", err)
	}
	return nil
}

// Buttons returns every button of the committed imports, by procedure and id.
func (s *Store) Buttons(ctx context.Context) ([]rating.Button, error) {
	var all []rating.Button
	err := s.query(ctx, "buttons", nil, func(r driver.Rows) error {
		var b rating.Button
		var closed time.Time
		err := r.Scan(&b.Procedure, &b.ID, &b.Name, &b.Source, &b.Channel, &closed, &b.Message, &b.Import)
		b.ClosedOn = civilDay(closed)
		all = append(all, b)
		return err
	})
	return all, err
}
