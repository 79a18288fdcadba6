package sql

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory/edition"
)

// InsertPrinted writes a history of published figures under an import's
// number, whole: it takes the place of the earlier ones once it is committed.
func (s *Store) InsertPrinted(ctx context.Context, number uint32, history []edition.PrintedFigure) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO published_figures")
	if err != nil {
		return fmt.Errorf("cannot insert published figures: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for i, f := range history {
		err := batch.Append(number, uint32(i), f.Edition, f.Date, f.Metric, f.Value, f.Unit, f.Numerator, f.Denominator, f.Source)
		if err != nil {
			return fmt.Errorf("cannot insert published figures: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert published figures: %w", err)
	}
	return nil
}

// PrintedFigures returns the history, in the order of its file.
func (s *Store) PrintedFigures(ctx context.Context) ([]edition.PrintedFigure, error) {
	var all []edition.PrintedFigure
	err := s.query(ctx, "published_figures", nil, func(r driver.Rows) error {
		var f edition.PrintedFigure
		err := r.Scan(&f.Edition, &f.Date, &f.Metric, &f.Value, &f.Unit, &f.Numerator, &f.Denominator, &f.Source)
		all = append(all, f)
		return err
	})
	return all, err
}
