package imports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"observatory"
)

// ButtonsFile is a file of buttons that was read and found right.
type ButtonsFile struct {
	name    string
	ignored []string
	buttons []observatory.Button
}

// buttonColumn is a column of a file of buttons.
type buttonColumn struct {
	name string
	set  func(b *observatory.Button, cell string) error
}

// neededButtonColumns is how many of the columns a file must have: the first
// ones.
const neededButtonColumns = 2

func buttonColumns() []buttonColumn {
	text := func(field func(*observatory.Button) *string) func(*observatory.Button, string) error {
		return func(b *observatory.Button, cell string) error {
			*field(b) = strings.Clone(cell)
			return nil
		}
	}
	return []buttonColumn{
		{"procedure", text(func(b *observatory.Button) *string { return &b.Procedure })},
		{"button", text(func(b *observatory.Button) *string { return &b.ID })},
		{"name", text(func(b *observatory.Button) *string { return &b.Name })},
		{"source", text(func(b *observatory.Button) *string { return &b.Source })},
		{"channel", text(func(b *observatory.Button) *string { return &b.Channel })},
		{"closed_on", func(b *observatory.Button, cell string) (err error) {
			if cell != "" {
				b.ClosedOn, err = observatory.ParseDay(cell)
			}
			return err
		}},
		{"message", text(func(b *observatory.Button) *string { return &b.Message })},
	}
}

// ReadButtons reads buttons in CSV or XLSX: procedure, button, name, source,
// channel, closed_on (the first day on which it is closed), message. Find
// returns the id of the procedure with an id or alias. Name is what errors call
// the file; the error is a *FileError.
func ReadButtons(r io.Reader, name string, find func(string) (string, bool)) (*ButtonsFile, error) {
	t, err := openTable(r, name, limits{bytes: 64 << 20, rows: 1_000_000})
	if err != nil {
		return nil, err
	}
	f := &ButtonsFile{name: name}
	columns, at := f.bind(t)
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	lines := map[[2]string]int{}
	for r := range t.rows {
		b, good := readButton(t, r, columns, at, find)
		if !good {
			continue
		}
		place := [2]string{b.Procedure, b.ID}
		if first := lines[place]; first > 0 {
			t.errs.add(r.line, "button", "%s is described by line %d already", b.ID, first)
		}
		lines[place] = r.line
		f.buttons = append(f.buttons, b)
	}
	if len(f.buttons) == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// bind returns the columns of the file and their places. The others are
// ignored.
func (f *ButtonsFile) bind(t *table) (columns []buttonColumn, at []int) {
	all := buttonColumns()
	has := func(name string) bool {
		return slices.ContainsFunc(columns, func(c buttonColumn) bool { return c.name == name })
	}
	for i, header := range t.header {
		c := slices.IndexFunc(all, func(c buttonColumn) bool { return fold(c.name) == fold(header) })
		switch {
		case c >= 0 && has(all[c].name):
			t.errs.add(t.headerLine, header, "stands there twice")
		case c >= 0:
			columns, at = append(columns, all[c]), append(at, i)
		case header != "":
			f.ignored = append(f.ignored, header)
		}
	}
	for _, c := range all[:neededButtonColumns] {
		if !has(c.name) {
			t.errs.add(t.headerLine, "", "has no column %s: buttons are procedure, button, name, source, channel, closed_on, message", c.name)
		}
	}
	return columns, at
}

func readButton(t *table, r row, columns []buttonColumn, at []int, find func(string) (string, bool)) (observatory.Button, bool) {
	var b observatory.Button
	good := true
	fault := func(column, reason string) {
		t.errs.add(r.line, column, "%s", reason)
		good = false
	}
	for i, c := range columns {
		if err := c.set(&b, disarm(r.cells[at[i]])); err != nil {
			fault(c.name, err.Error())
		}
	}
	if !good {
		return b, false
	}
	var invalid *observatory.InvalidError
	if errors.As(b.Validate(), &invalid) {
		for _, field := range invalid.Fields {
			fault(field.Field, field.Reason)
		}
	}
	id, ok := find(b.Procedure)
	if !ok && b.Procedure != "" {
		fault("procedure", fmt.Sprintf("%q is no procedure of the catalogue", b.Procedure))
	}
	b.Procedure = id
	return b, good
}

// Changes returns the buttons of the file that are not known as they are, and
// how many of them are new.
func (f *ButtonsFile) Changes(known []observatory.Button) (changed []observatory.Button, created uint64) {
	before := observatory.NewButtons(known)
	for _, b := range f.buttons {
		was, there := before.Find(b.Procedure, b.ID)
		if !there {
			created++
		}
		if was.Import = 0; !there || was != b {
			changed = append(changed, b)
		}
	}
	return changed, created
}

// Report tells what the file brings, given what Changes returned.
func (f *ButtonsFile) Report(changed, created uint64) Report {
	read := uint64(len(f.buttons))
	return Report{
		File: f.name, Kind: "buttons", Read: read, Ignored: f.ignored,
		Created: created, Updated: changed - created, Unchanged: read - changed,
	}
}
