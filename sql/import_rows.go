package sql

import (
	"context"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// importRows is where the rows stand that imports of one kind brought.
type importRows struct {
	kind  string // observatory.ImportCatalogue and so on
	table string
	// final is how the table is read so that each row is counted once.
	final string
	// procedure is the column that names the row's procedure, or an expression.
	procedure string
	// of is the condition on the rows of {import:UInt32}.
	of string
	// left is what a row is called that would belong to no procedure once its
	// catalogue is taken back, and n how these are counted. It is empty where no
	// row can be left, and for ratings, which not only imports bring.
	left, n string
}

// importKinds are the kinds of import that the database knows.
func importKinds() []importRows {
	const byNumber = "import = {import:UInt32}"
	return []importRows{
		{observatory.ImportCatalogue, "procedures", "FINAL", "id", byNumber, "", ""},
		{observatory.ImportRatings, "ratings", "FINAL", "procedure", "node = 0 AND epoch = {import:UInt32}", "", ""},
		{observatory.ImportVolumes, "volumes", "FINAL", "procedure", byNumber, "volume", "count()"},
		{observatory.ImportButtons, "buttons", "FINAL", "procedure", byNumber, "button", "uniqExact(id)"},
		{observatory.ImportProbes, "probes", "FINAL", "procedure", byNumber, "probe", "count()"},
		{observatory.ImportPublished, "published_figures", "", "''", byNumber, "", ""},
	}
}

// importedRows is how a query counts, by procedure and kind, what imports brought that
// count, and what came by another way in the same table, under the number 0.
func importedRows() string {
	var text strings.Builder
	for _, rows := range importKinds() {
		if rows.left != "" {
			fmt.Fprintf(&text, "UNION ALL SELECT %s::String, '%s', %s FROM %s %s WHERE import = 0 OR import IN (SELECT number FROM committed) GROUP BY %[1]s ",
				rows.procedure, rows.left, rows.n, rows.table, rows.final)
		}
	}
	return text.String()
}

// rowsOf finds where the rows of the import stand. Of a kind that is none of the
// table nothing is known: it is neither counted nor deleted.
func rowsOf(i observatory.Import) (importRows, error) {
	for _, rows := range importKinds() {
		if rows.kind == i.Kind {
			return rows, nil
		}
	}
	return importRows{}, i.Unknown()
}

// ofProcedures lists the tables with rows of single procedures that go with an invented
// one. What stays tells that something is gone (verdicts), who did what (audit), or
// is a copy that editions and their objections keep.
func ofProcedures() []string {
	return []string{
		"ratings", "tallies", "public_tallies", "closings", "revisions", "indicators", "events", "hosts",
		"volumes", "buttons", "probes", "import_days", "procedure_events", "list_proposals", "keys", "alarms",
	}
}

// Undoing counts what would go if the import were taken back, and what would
// then belong to no procedure. Only a catalogue that counts describes any. An
// unknown kind of import is an error.
func (s *Store) Undoing(ctx context.Context, i observatory.Import) (observatory.Undoing, error) {
	u := observatory.Undoing{Left: map[string][]observatory.Left{}}
	rows, err := rowsOf(i)
	if err != nil {
		return u, err
	}
	p := parameters{"import": i.Number}
	count := "SELECT count(), uniqExact(" + rows.procedure + ") FROM " + rows.table + " " + rows.final + " WHERE " + rows.of
	if err := s.conn.QueryRow(p.context(ctx), count).Scan(&u.Rows, &u.Procedures); err != nil {
		return u, fmt.Errorf("cannot count the rows of import %d: %w", i.Number, err)
	}
	if i.Kind != observatory.ImportCatalogue || i.State != observatory.ImportCommitted {
		return u, nil
	}
	err = s.query(ctx, "described_alone", p, func(r driver.Rows) error {
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
// and what the journal still holds of it counts as erased. Of an unknown kind of
// import nothing is deleted: that is an error.
func (s *Store) PurgeImport(ctx context.Context, i observatory.Import) error {
	rows, err := rowsOf(i)
	if err != nil {
		return err
	}
	const deleted = " SETTINGS mutations_sync = 2" // on return the rows are gone
	p := parameters{"import": i.Number}
	var statements []string
	if i.Synthetic && i.Kind == observatory.ImportCatalogue {
		const invented = " IN (SELECT id FROM procedures WHERE synthetic AND import = {import:UInt32})"
		statements = append(statements, "INSERT INTO verdicts SELECT procedure, day, id, 'erase', 'demonstration', 'system', now64(3)"+
			" FROM ratings WHERE node != 0 AND procedure"+invented)
		for _, table := range ofProcedures() {
			statements = append(statements, "ALTER TABLE "+table+" DELETE WHERE procedure"+invented+deleted)
		}
		statements = append(statements, "ALTER TABLE procedure_events DELETE WHERE target"+invented+deleted)
	}
	statements = append(statements, "ALTER TABLE "+rows.table+" DELETE WHERE "+rows.of+deleted)
	for _, statement := range statements {
		if err := s.conn.Exec(p.context(ctx), statement); err != nil {
			return fmt.Errorf("cannot delete the rows of import %d: %w", i.Number, err)
		}
	}
	return nil
}
