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
	// words says that cells are what citizens wrote, which may look like an
	// error of a spreadsheet and is none.
	words bool
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
	// unread says of columns that nothing is read from them: what is wrong
	// there is wrong with nothing of ours.
	unread map[int]bool
	// words says that cells may look like an error of a spreadsheet.
	words bool
	// notes are sentences about the file, for the report.
	notes []string
}

// leave says that the column is not read.
func (t *table) leave(column int) { t.unread[column] = true }

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
	open := openDelimited
	switch {
	case bytes.Equal(start, []byte("PK\x03\x04")):
		open = openWorkbook
	case bytes.Equal(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, refuse(name, "is a spreadsheet in the old .xls format: save it as .xlsx or as CSV UTF-8")
	}
	t, err := open(in, name, lim)
	if err == nil {
		t.words = lim.words
	}
	return t, err
}

// newTable takes the header, the rows still to be set.
func newTable(name string, header row) (*table, error) {
	if len(header.cells) > maxColumns {
		return nil, refuse(name, "has %d columns; at most %d are read", len(header.cells), maxColumns)
	}
	t := &table{headerLine: header.line, errs: &FileError{File: name}, unread: map[int]bool{}}
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
	sound := true
	for i, cell := range r.cells {
		if isSheetError(cell) && !t.words && !t.unread[i] {
			t.errs.add(line, t.header[i], "%s", errorFault(cell))
			sound = false
		}
	}
	return r, sound
}

// isSheetError says whether the cell is what a spreadsheet leaves in a CSV file
// where it could not compute, in English or French.
func isSheetError(cell string) bool {
	if !strings.HasPrefix(cell, "#") {
		return false
	}
	return slices.Contains([]string{"#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NAME?", "#NOM?", "#NULL!", "#NUL!", "#NUM!", "#NOMBRE!", "#SPILL!", "#CALC!"}, cell)
}
