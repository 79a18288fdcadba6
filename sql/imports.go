package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory"
)

// Imports returns every import, by number.
func (s *Store) Imports(ctx context.Context) ([]observatory.Import, error) {
	var all []observatory.Import
	err := s.query(ctx, "imports", nil, func(r driver.Rows) error {
		var i observatory.Import
		var state string
		var first, last time.Time
		err := r.Scan(&i.Number, &i.Kind, &i.File, &i.Checksum, &i.Synthetic, &state,
			&i.Read, &i.Created, &i.Updated, &i.Unchanged, &first, &last, &i.At)
		i.State, i.First, i.Last = observatory.ImportState(state), civilDay(first), civilDay(last)
		all = append(all, i)
		return err
	})
	return all, err
}

// SaveImport writes the import's row in its present state; the instant is
// now. A zero number gets the next free one. Rows of ratings and procedures
// that carry the number count from the moment its state is committed; the days of
// its ratings are noted first, for when the rows are gone. An import of an unknown
// kind is refused: nobody could take it back.
func (s *Store) SaveImport(ctx context.Context, i *observatory.Import) error {
	if i.Number == 0 {
		var highest uint32
		if err := s.conn.QueryRow(ctx, "SELECT max(number) FROM imports").Scan(&highest); err != nil {
			return fmt.Errorf("cannot number the import: %w", err)
		}
		i.Number = highest + 1
	}
	if _, err := rowsOf(*i); err != nil {
		return err
	}
	if i.Kind == observatory.ImportRatings && i.State == observatory.ImportCommitted {
		if err := s.exec(ctx, "note_days", parameters{"import": i.Number}); err != nil {
			return fmt.Errorf("cannot note the days of the import %d: %w", i.Number, err)
		}
	}
	if err := s.row(ctx, "clock", nil, &i.At); err != nil {
		return err
	}
	batch, err := s.conn.PrepareBatch(ctx, `INSERT INTO imports (number, kind, file, checksum, synthetic, state,
 read, created, updated, unchanged, first_day, last_day, at)`)
	if err != nil {
		return fmt.Errorf("cannot record the import %d: %w", i.Number, err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	err = batch.Append(i.Number, i.Kind, i.File, i.Checksum, i.Synthetic, string(i.State),
		i.Read, i.Created, i.Updated, i.Unchanged, i.First.Date(), i.Last.Date(), i.At)
	if err != nil {
		return fmt.Errorf("cannot record the import %d: %w", i.Number, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot record the import %d: %w", i.Number, err)
	}
	return nil
}

// KnownIDs returns the ids of the imported ratings of one procedure that count
// already, in the month of the day.
func (s *Store) KnownIDs(ctx context.Context, procedure string, day observatory.Day) (map[uuid.UUID]bool, error) {
	known := map[uuid.UUID]bool{}
	p := parameters{"procedure": procedure, "first": day.FirstOfMonth(), "last": day.LastOfMonth()}
	err := s.query(ctx, "known_ids", p, func(r driver.Rows) error {
		var id uuid.UUID
		err := r.Scan(&id)
		known[id] = true
		return err
	})
	return known, err
}

// ImportedMonths returns, for each procedure, the months (their first days)
// that have ratings of a committed import.
func (s *Store) ImportedMonths(ctx context.Context) (map[string]map[observatory.Day]bool, error) {
	found := map[string]map[observatory.Day]bool{}
	err := s.query(ctx, "imported_months", nil, func(r driver.Rows) error {
		var procedure string
		var month time.Time
		if err := r.Scan(&procedure, &month); err != nil {
			return err
		}
		if found[procedure] == nil {
			found[procedure] = map[observatory.Day]bool{}
		}
		found[procedure][civilDay(month)] = true
		return nil
	})
	return found, err
}
