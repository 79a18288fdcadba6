package imports

import (
	"io"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// VolumesFile is a file of volumes that was read and found valid.
type VolumesFile struct {
	origin
	volumes []observatory.Volume
	lines   []int
}

func volumeFields() []field[observatory.Volume] {
	number := func(at func(*observatory.Volume) **uint64) func(*observatory.Volume, string) error {
		return func(v *observatory.Volume, cell string) error {
			if cell == "" {
				return nil
			}
			n, err := sheet.Whole(cell, maxTransactions)
			*at(v) = &n
			return err
		}
	}
	day := func(at func(*observatory.Volume) *observatory.Day) func(*observatory.Volume, string) error {
		return func(v *observatory.Volume, cell string) (err error) {
			*at(v), err = observatory.ParseDay(cell)
			return err
		}
	}
	return []field[observatory.Volume]{
		{"procedure", true, textField(func(v *observatory.Volume) *string { return &v.Procedure })},
		{"period_start", true, day(func(v *observatory.Volume) *observatory.Day { return &v.Start })},
		{"period_end", true, day(func(v *observatory.Volume) *observatory.Day { return &v.End })},
		{"channel", true, textField(func(v *observatory.Volume) *string { return &v.Channel })},
		{"started", false, number(func(v *observatory.Volume) **uint64 { return &v.Started })},
		{"completed", false, number(func(v *observatory.Volume) **uint64 { return &v.Completed })},
		{"method", true, textField(func(v *observatory.Volume) *string { return &v.Method })},
		{"source", false, textField(func(v *observatory.Volume) *string { return &v.Source })},
		{"_id", false, textField(func(v *observatory.Volume) *string { return &v.ID })},
	}
}

// maxTransactions bounds one volume.
const maxTransactions = 1_000_000_000_000

// ReadVolumes reads volumes in CSV or XLSX: procedure, period_start,
// period_end (the last day included), channel, started, completed, method,
// source; an _id where a line is to replace another one. Find returns the id of
// the procedure with an id or alias; known are the volumes that are there.
// Name is what errors call the file; the error is a *FileError.
func ReadVolumes(r io.Reader, name string, find func(string) (string, bool), known []observatory.Volume) (*VolumesFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 256 << 20, Rows: 1_000_000})
	if err != nil {
		return nil, err
	}
	f := &VolumesFile{origin: origin{name: name, notes: t.Notes}}
	fields := volumeFields()
	var bound sheet.Places
	bound, f.ignored = bindFields(t, fields, "volumes are procedure, period_start, period_end, channel, started, completed, method, source")
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	ids, places := map[[2]string]int{}, map[observatory.VolumePlace]int{}
	for r := range t.Rows {
		v, good := readFields(t, r, bound, fields)
		if !good || !settle(t, r.Line, v.Validate(), &v.Procedure, find) {
			continue
		}
		v.Complete()
		id, place := [2]string{v.Procedure, v.ID}, v.Place()
		if first := max(ids[id], places[place]); first > 0 {
			t.Errs.Add(r.Line, "", "is about the same channel and period as line %d, or has its _id", first)
		}
		ids[id], places[place] = r.Line, r.Line
		f.volumes, f.lines = append(f.volumes, v), append(f.lines, r.Line)
	}
	if i := observatory.CheckVolumes(known, f.volumes); i >= 0 {
		t.Errs.Add(f.lines[i], "completed", "more was done online than in all channels together, in this file or with what is known")
	}
	if err := t.End(len(f.volumes)); err != nil {
		return nil, err
	}
	return f, nil
}

// Changes returns the volumes of the file that are not known as they are, and
// how many of them are new. What is known counts by channel and period.
func (f *VolumesFile) Changes(known []observatory.Volume) (changed []observatory.Volume, created uint64) {
	before := map[observatory.VolumePlace]observatory.Volume{}
	for _, v := range known {
		before[v.Place()] = v
	}
	for _, v := range f.volumes {
		was, there := before[v.Place()]
		switch {
		case !there:
			created++
			fallthrough
		case was.ID != v.ID || !equal(was.Started, v.Started) || !equal(was.Completed, v.Completed) || was.Method != v.Method || was.Source != v.Source:
			changed = append(changed, v)
		}
	}
	return changed, created
}

func equal(a, b *uint64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// Report tells what the file brings, given what Changes returned.
func (f *VolumesFile) Report(changed, created uint64) Report {
	return f.report("volumes", len(f.volumes), changed, created)
}
