package imports

import (
	"fmt"
	"strings"
)

// maxFaults is how many faults of a file are listed: whoever has that many to
// repair will import again anyway.
const maxFaults = 20

// Fault is one thing that is wrong in a file.
type Fault struct {
	// Sheet is the name of the sheet, where a workbook has several.
	Sheet string
	// Line counts from 1, the header included; 0 is the file as a whole.
	Line int
	// Column is the name in the file's own header, empty when the whole line
	// is at fault.
	Column string
	// Reason says what is wrong, as the end of a sentence.
	Reason string
}

// String writes the fault as `line 12, column online: "maybe" is not one of …`.
func (f Fault) String() string {
	var where []string
	if f.Sheet != "" {
		where = append(where, "sheet "+f.Sheet)
	}
	if f.Line != 0 {
		where = append(where, fmt.Sprintf("line %d", f.Line))
		if f.Column != "" {
			where = append(where, "column "+f.Column)
		}
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

func (e *FileError) add(line int, column, format string, args ...any) {
	if len(e.Faults) == maxFaults {
		e.More++
		return
	}
	e.Faults = append(e.Faults, Fault{Sheet: e.sheet, Line: line, Column: column, Reason: fmt.Sprintf(format, args...)})
}

// orNil is the error when there is a fault, and a true nil otherwise.
func (e *FileError) orNil() error {
	if len(e.Faults) == 0 {
		return nil
	}
	return e
}

func refuse(file, format string, args ...any) *FileError {
	e := &FileError{File: file}
	e.add(0, "", format, args...)
	return e
}
