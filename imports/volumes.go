package imports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"observatory"
)

// VolumesFile is a file of volumes that was read and found right.
type VolumesFile struct {
	name    string
	ignored []string
	volumes []observatory.Volume
	lines   []int
}

// volumeColumn is a column of a file of volumes.
type volumeColumn struct {
	name string
	// needed says that a file must have the column.
	needed bool
	set    func(v *observatory.Volume, cell string) error
}

func volumeColumns() []volumeColumn {
	number := func(field func(*observatory.Volume) **uint64) func(*observatory.Volume, string) error {
		return func(v *observatory.Volume, cell string) error {
			if cell == "" {
				return nil
			}
			n, err := whole(cell, maxTransactions)
			*field(v) = &n
			return err
		}
	}
	text := func(field func(*observatory.Volume) *string) func(*observatory.Volume, string) error {
		return func(v *observatory.Volume, cell string) error {
			*field(v) = strings.Clone(cell)
			return nil
		}
	}
	day := func(field func(*observatory.Volume) *observatory.Day) func(*observatory.Volume, string) error {
		return func(v *observatory.Volume, cell string) (err error) {
			*field(v), err = observatory.ParseDay(cell)
			return err
		}
	}
	return []volumeColumn{
		{"procedure", true, text(func(v *observatory.Volume) *string { return &v.Procedure })},
		{"period_start", true, day(func(v *observatory.Volume) *observatory.Day { return &v.Start })},
		{"period_end", true, day(func(v *observatory.Volume) *observatory.Day { return &v.End })},
		{"channel", true, text(func(v *observatory.Volume) *string { return &v.Channel })},
		{"started", false, number(func(v *observatory.Volume) **uint64 { return &v.Started })},
		{"completed", false, number(func(v *observatory.Volume) **uint64 { return &v.Completed })},
		{"method", true, text(func(v *observatory.Volume) *string { return &v.Method })},
		{"source", false, text(func(v *observatory.Volume) *string { return &v.Source })},
		{"_id", false, text(func(v *observatory.Volume) *string { return &v.ID })},
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
	t, err := openTable(r, name, limits{bytes: 256 << 20, rows: 1_000_000})
	if err != nil {
		return nil, err
	}
	f := &VolumesFile{name: name}
	columns, at := f.bind(t)
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	ids, places := map[[2]string]int{}, map[observatory.VolumePlace]int{}
	for r := range t.rows {
		v, good := readVolume(t, r, columns, at, find)
		if !good {
			continue
		}
		id, place := [2]string{v.Procedure, v.ID}, v.Place()
		if first := max(ids[id], places[place]); first > 0 {
			t.errs.add(r.line, "", "is about the same channel and period as line %d, or has its _id", first)
		}
		ids[id], places[place] = r.line, r.line
		f.volumes, f.lines = append(f.volumes, v), append(f.lines, r.line)
	}
	if len(f.volumes) == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	if i := observatory.CheckVolumes(known, f.volumes); i >= 0 {
		t.errs.add(f.lines[i], "completed", "more was done online than in all channels together, in this file or with what is known")
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// bind returns the columns of the file and their places. The others are
// ignored.
func (f *VolumesFile) bind(t *table) (columns []volumeColumn, at []int) {
	all := volumeColumns()
	for i, header := range t.header {
		c := slices.IndexFunc(all, func(c volumeColumn) bool { return fold(c.name) == fold(header) })
		if c < 0 {
			if header != "" {
				f.ignored = append(f.ignored, header)
			}
			continue
		}
		if slices.ContainsFunc(columns, func(b volumeColumn) bool { return b.name == all[c].name }) {
			t.errs.add(t.headerLine, header, "stands there twice")
		}
		columns, at = append(columns, all[c]), append(at, i)
	}
	for _, c := range all {
		if c.needed && !slices.ContainsFunc(columns, func(b volumeColumn) bool { return b.name == c.name }) {
			t.errs.add(t.headerLine, "", "has no column %s: volumes are procedure, period_start, period_end, channel, started, completed, method, source", c.name)
		}
	}
	return columns, at
}

func readVolume(t *table, r row, columns []volumeColumn, at []int, find func(string) (string, bool)) (observatory.Volume, bool) {
	var v observatory.Volume
	good := true
	fault := func(column, reason string) {
		t.errs.add(r.line, column, "%s", reason)
		good = false
	}
	for i, c := range columns {
		if err := c.set(&v, disarm(r.cells[at[i]])); err != nil {
			fault(c.name, err.Error())
		}
	}
	if !good {
		return v, false
	}
	var invalid *observatory.InvalidError
	if errors.As(v.Validate(), &invalid) {
		for _, field := range invalid.Fields {
			fault(field.Field, field.Reason)
		}
	}
	id, ok := find(v.Procedure)
	if !ok && v.Procedure != "" {
		fault("procedure", fmt.Sprintf("%q is no procedure of the catalogue", v.Procedure))
	}
	v.Procedure = id
	v.Complete()
	return v, good
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
	read := uint64(len(f.volumes))
	return Report{
		File: f.name, Kind: "volumes", Read: read, Ignored: f.ignored,
		Created: created, Updated: changed - created, Unchanged: read - changed,
	}
}
