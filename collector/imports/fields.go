package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"servicequality/observatory"
)

// places says which of the known columns each cell of a row belongs to, -1 for
// none.
type places []int

// at is the place of a known column in the file, -1 when it is not there.
func (p places) at(column int) int { return slices.Index(p, column) }

// bind finds the known columns in the header, and returns the names of the
// others too. One that stands there twice is a fault, and so is a missing one
// of those needed; told says what the columns are.
func (t *table) bind(names []string, needed func(column int) bool, told string) (bound places, ignored []string) {
	for at, header := range t.header {
		column := slices.IndexFunc(names, func(name string) bool { return fold(name) == fold(header) })
		switch {
		case column >= 0 && bound.at(column) >= 0:
			t.errs.add(t.headerLine, header, "stands there twice")
		case column < 0 && header != "":
			ignored = append(ignored, header)
		}
		if column < 0 {
			t.leave(at)
		}
		bound = append(bound, column)
	}
	for column, name := range names {
		if needed(column) && bound.at(column) < 0 {
			t.errs.add(t.headerLine, "", "has no column %s: %s", name, told)
		}
	}
	return bound, ignored
}

// all says that every column is needed.
func all(int) bool { return true }

// end refuses a file without a row under its header, and returns what is wrong
// with the file, if anything is.
func (t *table) end(rows int) error {
	if rows == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	return t.errs.orNil()
}

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
func bindFields[T any](t *table, fields []field[T], told string) (places, []string) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return t.bind(names, func(i int) bool { return fields[i].needed }, told)
}

// readFields reads a row; false when a cell cannot be read.
func readFields[T any](t *table, r row, bound places, fields []field[T]) (read T, good bool) {
	good = true
	for i, column := range bound {
		if column < 0 {
			continue
		}
		if err := fields[column].set(&read, disarm(r.cells[i])); err != nil {
			t.errs.add(r.line, fields[column].name, "%s", err)
			good = false
		}
	}
	return read, good
}

// settle adds what is wrong with a row that could be read: what its own check
// found, and a procedure that is not in the catalogue. An alias becomes the id.
func (t *table) settle(line int, found error, procedure *string, find func(string) (string, bool)) (good bool) {
	good = true
	fault := func(column, reason string) {
		t.errs.add(line, column, "%s", reason)
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
