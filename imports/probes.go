package imports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"observatory"
)

// ProbesFile is a file of probes that was read and found right.
type ProbesFile struct {
	name    string
	ignored []string
	probes  []observatory.Probe
}

// probeColumns are the columns of a file of probes, all needed.
func probeColumns() []string { return []string{"procedure", "at", "up", "ms"} }

// ReadProbes reads probes in CSV or XLSX: procedure, at (an instant like
// 2026-10-31T14:05:00Z; UTC where no offset is given), up (yes or no), ms (empty
// where it was not up). Find returns the id of the procedure with an id or
// alias. Name is what errors call the file; the error is a *FileError.
func ReadProbes(r io.Reader, name string, find func(string) (string, bool)) (*ProbesFile, error) {
	t, err := openTable(r, name, limits{bytes: 1 << 30, rows: 5_000_000, hours: true})
	if err != nil {
		return nil, err
	}
	f := &ProbesFile{name: name}
	at := f.bind(t)
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	seen := map[probeKey]int{}
	for r := range t.rows {
		p, good := readProbe(t, r, at, find)
		if !good {
			continue
		}
		if first := seen[keyOf(p)]; first > 0 {
			t.errs.add(r.line, "at", "is the instant of line %d, of the same procedure", first)
		}
		seen[keyOf(p)] = r.line
		f.probes = append(f.probes, p)
	}
	if len(f.probes) == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// bind finds the places of the columns. The others are ignored.
func (f *ProbesFile) bind(t *table) map[string]int {
	at := map[string]int{}
	for i, header := range t.header {
		c := slices.IndexFunc(probeColumns(), func(name string) bool { return fold(name) == fold(header) })
		switch {
		case c < 0 && header != "":
			f.ignored = append(f.ignored, header)
		case c < 0:
		default:
			name := probeColumns()[c]
			if _, twice := at[name]; twice {
				t.errs.add(t.headerLine, header, "stands there twice")
			}
			at[name] = i
		}
	}
	for _, name := range probeColumns() {
		if _, ok := at[name]; !ok {
			t.errs.add(t.headerLine, "", "has no column %s: probes are %s", name, strings.Join(probeColumns(), ", "))
		}
	}
	return at
}

func readProbe(t *table, r row, at map[string]int, find func(string) (string, bool)) (observatory.Probe, bool) {
	var p observatory.Probe
	good := true
	fault := func(column, reason string) {
		t.errs.add(r.line, column, "%s", reason)
		good = false
	}
	cell := func(column string) string { return disarm(r.cells[at[column]]) }
	p.Procedure = cell("procedure")
	var err error
	if p.At, err = instant(cell("at")); err != nil {
		fault("at", err.Error())
	}
	switch fold(cell("up")) {
	case "yes":
		p.Up = true
		ms, err := whole(cell("ms"), 1<<31)
		if err != nil {
			fault("ms", err.Error())
		}
		p.Milliseconds = uint32(ms)
	case "no":
	default:
		fault("up", fmt.Sprintf("%q is neither yes nor no", cell("up")))
	}
	if !good {
		return p, false
	}
	var invalid *observatory.InvalidError
	if errors.As(p.Validate(), &invalid) {
		for _, field := range invalid.Fields {
			fault(field.Field, field.Reason)
		}
	}
	id, ok := find(p.Procedure)
	if !ok && p.Procedure != "" {
		fault("procedure", fmt.Sprintf("%q is no procedure of the catalogue", p.Procedure))
	}
	p.Procedure = id
	return p, good
}

// instant reads an instant to the millisecond, in UTC where no offset is given.
func instant(cell string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return t.UTC().Truncate(time.Millisecond), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not an instant like 2026-10-31T14:05:00Z", cell)
}

// probeKey is what only one probe can be about.
type probeKey struct {
	Procedure string
	// At is in milliseconds since 1970.
	At int64
}

func keyOf(p observatory.Probe) probeKey { return probeKey{p.Procedure, p.At.UnixMilli()} }

// Span returns the instants of the first and the last probe of the file.
func (f *ProbesFile) Span() (first, last time.Time) {
	byInstant := func(a, b observatory.Probe) int { return a.At.Compare(b.At) }
	return slices.MinFunc(f.probes, byInstant).At, slices.MaxFunc(f.probes, byInstant).At
}

// Changes returns the probes of the file that are not known as they are, and
// how many of them are new.
func (f *ProbesFile) Changes(known []observatory.Probe) (changed []observatory.Probe, created uint64) {
	before := make(map[probeKey]observatory.Probe, len(known))
	for _, p := range known {
		before[keyOf(p)] = p
	}
	for _, p := range f.probes {
		was, there := before[keyOf(p)]
		if !there {
			created++
		}
		if !there || was.Up != p.Up || was.Milliseconds != p.Milliseconds {
			changed = append(changed, p)
		}
	}
	return changed, created
}

// Report tells what the file brings, given what Changes returned.
func (f *ProbesFile) Report(changed, created uint64) Report {
	read := uint64(len(f.probes))
	return Report{
		File: f.name, Kind: "probes", Read: read, Ignored: f.ignored,
		Created: created, Updated: changed - created, Unchanged: read - changed,
	}
}
