package imports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// ProbesFile is a file of probes that was read and found valid.
type ProbesFile struct {
	origin
	probes []observatory.Probe
}

// The places of the columns in probeColumns.
const (
	probeProcedure = iota
	probeAt
	probeUp
	probeMs
)

// probeColumns are the columns of a file of probes, all needed.
func probeColumns() []string { return []string{"procedure", "at", "up", "ms"} }

// ReadProbes reads probes in CSV or XLSX: procedure, at (an instant like
// 2026-10-31T14:05:00Z; UTC where no offset is given), up (yes or no), ms (empty
// where it was not up). Find returns the id of the procedure with an id or
// alias. Name is what errors call the file; the error is a *FileError.
func ReadProbes(r io.Reader, name string, find func(string) (string, bool)) (*ProbesFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 1 << 30, Rows: 5_000_000, Hours: true})
	if err != nil {
		return nil, err
	}
	f := &ProbesFile{origin: origin{name: name, notes: t.Notes}}
	var bound sheet.Places
	bound, f.ignored = t.Bind(probeColumns(), all, "probes are "+strings.Join(probeColumns(), ", "))
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	seen := map[probeKey]int{}
	for r := range t.Rows {
		p, good := readProbe(t, r, bound)
		if !good || !settle(t, r.Line, p.Validate(), &p.Procedure, find) {
			continue
		}
		if first := seen[keyOf(p)]; first > 0 {
			t.Errs.Add(r.Line, "at", "is the instant of line %d, of the same procedure", first)
		}
		seen[keyOf(p)] = r.Line
		f.probes = append(f.probes, p)
	}
	if err := t.End(len(f.probes)); err != nil {
		return nil, err
	}
	return f, nil
}

// readProbe reads a row; false when a cell cannot be read.
func readProbe(t *sheet.Table, r sheet.Row, bound sheet.Places) (p observatory.Probe, good bool) {
	good = true
	fault := func(column, reason string) {
		t.Errs.Add(r.Line, column, "%s", reason)
		good = false
	}
	cell := func(column int) string { return sheet.Disarm(r.Cells[bound.At(column)]) }
	p.Procedure = cell(probeProcedure)
	var err error
	if p.At, err = instant(cell(probeAt)); err != nil {
		fault("at", err.Error())
	}
	switch sheet.Fold(cell(probeUp)) {
	case "yes":
		p.Up = true
		ms, err := sheet.Whole(cell(probeMs), 1<<31)
		if err != nil {
			fault("ms", err.Error())
		}
		p.Milliseconds = uint32(ms)
	case "no":
	default:
		fault("up", fmt.Sprintf("%q is neither yes nor no", cell(probeUp)))
	}
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
	return f.report("probes", len(f.probes), changed, created)
}
