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
// its ratings are noted first, for when the rows are gone.
func (s *Store) SaveImport(ctx context.Context, i *observatory.Import) error {
	if i.Number == 0 {
		var highest uint32
		if err := s.conn.QueryRow(ctx, "SELECT max(number) FROM imports").Scan(&highest); err != nil {
			return fmt.Errorf("cannot number the import: %w", err)
		}
		i.Number = highest + 1
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

// Undoing counts what would go if the import were taken back, and what would
// then belong to no procedure. Only a catalogue that counts describes any.
func (s *Store) Undoing(ctx context.Context, i observatory.Import) (observatory.Undoing, error) {
	u := observatory.Undoing{Left: map[string][]observatory.Left{}}
	p := parameters{"import": i.Number}
	if err := s.row(ctx, "import_rows", p, &u.Rows, &u.Procedures); err != nil {
		return u, err
	}
	if i.Kind != observatory.ImportCatalogue || i.State != observatory.ImportCommitted {
		return u, nil
	}
	err := s.query(ctx, "described_alone", p, func(r driver.Rows) error {
		var id string
		var left observatory.Left
		if err := r.Scan(&id, &left.Kind, &left.N); err != nil {
			return err
		}
		if n := len(u.Alone); n == 0 || u.Alone[n-1] != id {
			u.Alone = append(u.Alone, id)
		}
		if left.N > 0 {
			u.Left[id] = append(u.Left[id], left)
		}
		return nil
	})
	return u, err
}

// PurgeImport deletes the rows that an undone import brought. When the import
// was synthetic, everything that was collected for its procedures goes too,
// and what the journal still holds of it counts as erased.
func (s *Store) PurgeImport(ctx context.Context, i observatory.Import) error {
	const deleted = " SETTINGS mutations_sync = 2" // on return the rows are gone
	p := parameters{"import": i.Number}
	var statements []string
	if i.Synthetic && i.Kind == observatory.ImportCatalogue {
		const invented = " DELETE WHERE procedure IN (SELECT id FROM procedures WHERE synthetic AND import = {import:UInt32})"
		statements = append(statements, "INSERT INTO verdicts SELECT procedure, day, id, 'erase', 'demonstration', 'system', now64(3)"+
			" FROM ratings WHERE node != 0 AND procedure IN (SELECT id FROM procedures WHERE synthetic AND import = {import:UInt32})")
		for _, table := range []string{"ratings", "tallies", "indicators", "events", "volumes", "probes"} {
			statements = append(statements, "ALTER TABLE "+table+invented+deleted)
		}
	}
	switch i.Kind {
	case observatory.ImportCatalogue:
		statements = append(statements, "ALTER TABLE procedures DELETE WHERE import = {import:UInt32}"+deleted)
	case observatory.ImportButtons:
		statements = append(statements, "ALTER TABLE buttons DELETE WHERE import = {import:UInt32}"+deleted)
	case observatory.ImportVolumes:
		statements = append(statements, "ALTER TABLE volumes DELETE WHERE import = {import:UInt32}"+deleted)
	case observatory.ImportProbes:
		statements = append(statements, "ALTER TABLE probes DELETE WHERE import = {import:UInt32}"+deleted)
	case observatory.ImportPublished:
		statements = append(statements, "ALTER TABLE published_figures DELETE WHERE import = {import:UInt32}"+deleted)
	default:
		statements = append(statements, "ALTER TABLE ratings DELETE WHERE node = 0 AND epoch = {import:UInt32}"+deleted)
	}
	for _, statement := range statements {
		if err := s.conn.Exec(p.context(ctx), statement); err != nil {
			return fmt.Errorf("cannot delete the rows of import %d: %w", i.Number, err)
		}
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
