package imports

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"slices"
	"strings"
)

// maxColumns bounds what one row may hold; the widest known file has 42.
const maxColumns = 500

// limits bounds a file before anything is known about it.
type limits struct {
	bytes int64
	rows  int
	// sheets says that all sheets of a workbook are read, under one header.
	sheets bool
	// hours says that a date in a workbook keeps its time of day.
	hours bool
}

// table is a file of rows under a header, whatever its format.
type table struct {
	header []string
	// headerLine is where the header stands: above it there may be blank
	// lines.
	headerLine int
	// rows yields what stands under the header, blank rows left out. Faults
	// of the format are added to errs on the way; a row is valid until the
	// next one.
	rows iter.Seq[row]
	errs *FileError
}

// row is one line with as many cells as the header has, trimmed of spaces.
type row struct {
	line  int
	cells []string
}

func (r row) blank() bool {
	return !slices.ContainsFunc(r.cells, func(cell string) bool { return cell != "" })
}

// openTable recognises the format by the first bytes, whatever the file is
// called, and reads the header. The error is a *FileError.
func openTable(r io.Reader, name string, lim limits) (*table, error) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(4) // a reading error comes back at the next read
	switch {
	case bytes.Equal(start, []byte("PK\x03\x04")):
		return openWorkbook(in, name, lim)
	case bytes.Equal(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse(name, "is a spreadsheet in the old .xls format: save it as .xlsx or as CSV UTF-8")
	}
	return openDelimited(in, name, lim)
}

// newTable takes the header, the rows still to be set.
func newTable(name string, header row) (*table, error) {
	if len(header.cells) > maxColumns {
		return nil, refuse(name, "has %d columns; at most %d are read", len(header.cells), maxColumns)
	}
	t := &table{headerLine: header.line, errs: &FileError{File: name}}
	for _, cell := range header.cells {
		t.header = append(t.header, clean(cell))
	}
	return t, nil
}

// fit trims the cells in place and makes them as many as the header's: what
// is missing on the right may be filled up, what is too much must be empty.
func (t *table) fit(line int, cells []string, fill bool) (row, bool) {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	r := row{line: line, cells: cells}
	if r.blank() {
		return r, false
	}
	for fill && len(r.cells) < len(t.header) {
		r.cells = append(r.cells, "")
	}
	for fill && len(r.cells) > len(t.header) && r.cells[len(r.cells)-1] == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	if len(r.cells) != len(t.header) {
		t.errs.add(line, "", "has %d cells where the header has %d", len(r.cells), len(t.header))
		return r, false
	}
	return r, true
}
