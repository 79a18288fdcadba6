package sheet

import (
	"fmt"
	"strings"
)

// maxFaults is how many faults of a file are listed: whoever has that many to
// repair will import again anyway.
const maxFaults = 20

// Fault is one thing that is wrong in a file.
type Fault struct {
	// Sheet is the name of the sheet, where a workbook has several or a single
	// cell is at fault.
	Sheet string
	// Cell is the cell of a workbook that has no value to be read, like B12.
	Cell string
	// Line counts from 1, the header included; 0 is the file as a whole.
	Line int
	// Column is the name in the file's own header, empty when the whole line
	// is at fault or the column has none.
	Column string
	// Reason says what is wrong, as the end of a sentence.
	Reason string
}

// String writes the fault as `line 12, column online: "maybe" is not one of …`
// or `sheet 2026, cell B12, column online: holds the error #N/A …`.
func (f Fault) String() string {
	var where []string
	if f.Sheet != "" {
		where = append(where, "sheet "+f.Sheet)
	}
	if f.Cell != "" {
		where = append(where, "cell "+f.Cell)
	}
	if f.Line != 0 {
		where = append(where, fmt.Sprintf("line %d", f.Line))
	}
	if f.Column != "" && where != nil {
		where = append(where, "column "+f.Column)
	}
	if where == nil {
		return f.Reason
	}
	return strings.Join(where, ", ") + ": " + f.Reason
}

// FileError says why a file was refused.
type FileError struct {
	File string
	// Faults holds the first 20 faults, More counts the others.
	Faults []Fault
	More   int
	// sheet is the name of the sheet being read, where there are several.
	sheet string
}

// Error writes one fault a line, each after the file's name.
func (e *FileError) Error() string {
	lines := make([]string, 0, len(e.Faults)+1)
	for _, fault := range e.Faults {
		lines = append(lines, e.File+": "+fault.String())
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, e.More))
	}
	return strings.Join(lines, "\n")
}

// Add notes what is wrong in a column of a line, counted from 1, of the sheet that
// is being read. Line 0 means the whole file, an empty column the whole line.
func (e *FileError) Add(line int, column, format string, args ...any) {
	e.append(Fault{Sheet: e.sheet, Line: line, Column: column, Reason: fmt.Sprintf(format, args...)})
}

// addCell adds what is wrong with a single cell of a workbook.
func (e *FileError) addCell(sheet, cell, column, reason string) {
	e.append(Fault{Sheet: sheet, Cell: cell, Column: column, Reason: reason})
}

func (e *FileError) append(f Fault) {
	if len(e.Faults) == maxFaults {
		e.More++
		return
	}
	e.Faults = append(e.Faults, f)
}

// OrNil is the error when there is a fault, and a true nil otherwise.
func (e *FileError) OrNil() error {
	if len(e.Faults) == 0 {
		return nil
	}
	return e
}

// Refuse is the error that refuses a file as a whole, for one reason.
func Refuse(file, format string, args ...any) *FileError {
	e := &FileError{File: file}
	e.Add(0, "", format, args...)
	return e
}

// Plural writes a number with the English noun that it counts: "1 line", "2 lines".
func Plural(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
