package sheet

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

// Limits bounds a file before anything is known about it.
type Limits struct {
	Bytes int64
	Rows  int
	// sheets says that all sheets of a workbook are read, under one header.
	Sheets bool
	// hours says that a date in a workbook keeps its time of day.
	Hours bool
	// words says that cells are what citizens wrote, which may look like an
	// error of a spreadsheet and is none.
	Words bool
}

// Table is a file of rows under a header, whatever its format.
type Table struct {
	Header []string
	// headerLine is where the header stands: above it there may be blank
	// lines.
	HeaderLine int
	// rows yields what stands under the header, blank rows left out. Faults
	// of the format are added to errs on the way; a row is valid until the
	// next one.
	Rows iter.Seq[Row]
	Errs *FileError
	// unread says of columns that nothing is read from them: what is wrong
	// there is wrong with nothing of ours.
	unread map[int]bool
	// words says that cells may look like an error of a spreadsheet.
	words bool
	// notes are sentences about the file, for the report.
	Notes []string
}

// Leave says that the column is not read.
func (t *Table) Leave(column int) { t.unread[column] = true }

// Row is one line with as many cells as the header has, trimmed of spaces.
type Row struct {
	Line  int
	Cells []string
}

func (r Row) blank() bool {
	return !slices.ContainsFunc(r.Cells, func(cell string) bool { return cell != "" })
}

// Open recognises the format by the first bytes, whatever the file is
// called, and reads the header. The error is a *FileError.
func Open(r io.Reader, name string, lim Limits) (*Table, error) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(4) // a reading error comes back at the next read
	open := openDelimited
	switch {
	case bytes.Equal(start, []byte("PK\x03\x04")):
		open = openWorkbook
	case bytes.Equal(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, Refuse(name, "is a spreadsheet in the old .xls format: save it as .xlsx or as CSV UTF-8")
	}
	t, err := open(in, name, lim)
	if err == nil {
		t.words = lim.Words
	}
	return t, err
}

// newTable takes the header, the rows still to be set.
func newTable(name string, header Row) (*Table, error) {
	if len(header.Cells) > maxColumns {
		return nil, Refuse(name, "has %d columns; at most %d are read", len(header.Cells), maxColumns)
	}
	t := &Table{HeaderLine: header.Line, Errs: &FileError{File: name}, unread: map[int]bool{}}
	for _, cell := range header.Cells {
		t.Header = append(t.Header, Clean(cell))
	}
	return t, nil
}

// fit trims the cells in place and makes them as many as the header's: what
// is missing on the right may be filled up, what is too much must be empty.
func (t *Table) fit(line int, cells []string, fill bool) (Row, bool) {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	r := Row{Line: line, Cells: cells}
	if r.blank() {
		return r, false
	}
	for fill && len(r.Cells) < len(t.Header) {
		r.Cells = append(r.Cells, "")
	}
	for fill && len(r.Cells) > len(t.Header) && r.Cells[len(r.Cells)-1] == "" {
		r.Cells = r.Cells[:len(r.Cells)-1]
	}
	if len(r.Cells) != len(t.Header) {
		t.Errs.Add(line, "", "has %d cells where the header has %d", len(r.Cells), len(t.Header))
		return r, false
	}
	sound := true
	for i, cell := range r.Cells {
		if isSheetError(cell) && !t.words && !t.unread[i] {
			t.Errs.Add(line, t.Header[i], "%s", errorFault(cell))
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
