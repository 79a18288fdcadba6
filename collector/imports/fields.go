package imports

import (
	"errors"
	"fmt"
	"strings"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// all says that every column is needed.
func all(int) bool { return true }

// field is a column of a file whose rows each describe one T.
type field[T any] struct {
	name string
	// needed says that a file must have the column.
	needed bool
	set    func(to *T, cell string) error
}

// textField sets a text as it is.
func textField[T any](at func(*T) *string) func(*T, string) error {
	return func(to *T, cell string) error {
		*at(to) = strings.Clone(cell)
		return nil
	}
}

// bindFields binds the columns of the fields.
func bindFields[T any](t *sheet.Table, fields []field[T], told string) (sheet.Places, []string) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return t.Bind(names, func(i int) bool { return fields[i].needed }, told)
}

// readFields reads a row; false when a cell cannot be read.
func readFields[T any](t *sheet.Table, r sheet.Row, bound sheet.Places, fields []field[T]) (read T, good bool) {
	good = true
	for i, column := range bound {
		if column < 0 {
			continue
		}
		if err := fields[column].set(&read, sheet.Disarm(r.Cells[i])); err != nil {
			t.Errs.Add(r.Line, fields[column].name, "%s", err)
			good = false
		}
	}
	return read, good
}

// settle adds what is wrong with a row that could be read: what its own check
// found, and a procedure that is not in the catalogue. An alias becomes the id.
func settle(t *sheet.Table, line int, found error, procedure *string, find func(string) (string, bool)) (good bool) {
	good = true
	fault := func(column, reason string) {
		t.Errs.Add(line, column, "%s", reason)
		good = false
	}
	var invalid *observatory.InvalidError
	if errors.As(found, &invalid) {
		for _, f := range invalid.Fields {
			fault(f.Field, f.Reason)
		}
	}
	id, ok := find(*procedure)
	if !ok && *procedure != "" {
		fault("procedure", fmt.Sprintf("%q is no procedure of the catalogue", *procedure))
	}
	*procedure = id
	return good
}

// origin is the file that rows were read from.
type origin struct {
	name           string
	ignored, notes []string
}

// report tells what so many rows bring, of which some differ from what is
// known and some of these are new.
func (o origin) report(kind string, read int, changed, created uint64) Report {
	rows := uint64(read)
	return Report{
		File: o.name, Kind: kind, Read: rows, Ignored: o.ignored, Notes: o.notes,
		Created: created, Updated: changed - created, Unchanged: rows - changed,
	}
}
