package imports

import (
	"io"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// ButtonsFile is a file of buttons that was read and found valid.
type ButtonsFile struct {
	origin
	buttons []rating.Button
}

func buttonFields() []field[rating.Button] {
	return []field[rating.Button]{
		{"procedure", true, textField(func(b *rating.Button) *string { return &b.Procedure })},
		{"button", true, textField(func(b *rating.Button) *string { return &b.ID })},
		{"name", false, textField(func(b *rating.Button) *string { return &b.Name })},
		{"source", false, textField(func(b *rating.Button) *string { return &b.Source })},
		{"channel", false, textField(func(b *rating.Button) *string { return &b.Channel })},
		{"closed_on", false, func(b *rating.Button, cell string) (err error) {
			if cell != "" {
				b.ClosedOn, err = observatory.ParseDay(cell)
			}
			return err
		}},
		{"message", false, textField(func(b *rating.Button) *string { return &b.Message })},
	}
}

// ReadButtons reads buttons in CSV or XLSX: procedure, button, name, source,
// channel, closed_on (the first day on which it is closed), message. Find
// returns the id of the procedure with an id or alias. Name is what errors call
// the file; the error is a *FileError.
func ReadButtons(r io.Reader, name string, find func(string) (string, bool)) (*ButtonsFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 64 << 20, Rows: 1_000_000})
	if err != nil {
		return nil, err
	}
	f := &ButtonsFile{origin: origin{name: name, notes: t.Notes}}
	fields := buttonFields()
	var bound sheet.Places
	bound, f.ignored = bindFields(t, fields, "buttons are procedure, button, name, source, channel, closed_on, message")
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	lines := map[[2]string]int{}
	for r := range t.Rows {
		b, good := readFields(t, r, bound, fields)
		if !good || !settle(t, r.Line, b.Validate(), &b.Procedure, find) {
			continue
		}
		place := [2]string{b.Procedure, b.ID}
		if first := lines[place]; first > 0 {
			t.Errs.Add(r.Line, "button", "%s is described by line %d already", b.ID, first)
		}
		lines[place] = r.Line
		f.buttons = append(f.buttons, b)
	}
	if err := t.End(len(f.buttons)); err != nil {
		return nil, err
	}
	return f, nil
}

// Changes returns the buttons of the file that are not known as they are, and
// how many of them are new.
func (f *ButtonsFile) Changes(known []rating.Button) (changed []rating.Button, created uint64) {
	before := rating.NewButtons(known)
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
	return f.report("buttons", len(f.buttons), changed, created)
}
