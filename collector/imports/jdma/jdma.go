package jdma

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"servicequality/collector/imports"
	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Options says what an export of "Je donne mon avis" leaves open.
type Options struct {
	// Procedure is the id or alias of the procedure that was rated, for a file
	// without a column that says so.
	Procedure string
	// Find returns the id of the procedure with an id or alias.
	Find func(idOrAlias string) (id string, ok bool)
	// Mask replaces personal data in a text; nil leaves texts as they are.
	Mask func(text string) string
	// Today tells which comments are too old to be kept: they are left out, and
	// counted in the report. Zero leaves it to the database to empty them.
	Today observatory.Day
}

// File is an export of "Je donne mon avis" that was read once and found
// right. It holds no ratings: a file may have millions, and Ratings reads it a
// second time.
type File struct {
	name    string
	opts    Options
	columns columns
	seen    counts
	notes   []string
	// twice holds the fingerprints of rows that are in the file more than
	// once.
	twice map[uint64]bool
	err   error
}

// counts is what one reading of a file found.
type counts struct {
	rows, ratings     uint64
	bugs, cut, expire uint64
	notAlone          uint64
	// sum adds up the fingerprints, so that a second reading can tell whether
	// it met the same rows.
	sum uint64
}

// limits bounds an export. One in XLSX is bounded further, since it has to
// be held in memory.
func limits() sheet.Limits {
	return sheet.Limits{Bytes: 8 << 30, Rows: 10_000_000, Sheets: true, Hours: true, Words: true}
}

// Recognise says whether the file, of which only the header is read, is an export
// of "Je donne mon avis": it dates and numbers its rows. Name is what errors
// call the file; the error is a *FileError.
func Recognise(r io.Reader, name string) (bool, error) {
	t, err := sheet.Open(r, name, limits())
	if err != nil {
		return false, err
	}
	return bindColumns(t.Header).recognised(), nil
}

// Read reads an export of "Je donne mon avis" in CSV or XLSX to its end,
// checks every row and keeps none. Name is what errors call the file; the error
// is a *FileError. Eight bytes of memory are needed for each row.
func Read(r io.Reader, name string, opts Options) (*File, error) {
	t, err := sheet.Open(r, name, limits())
	if err != nil {
		return nil, err
	}
	f := &File{name: name, opts: opts, notes: t.Notes, columns: bindColumns(t.Header)}
	if err := f.check(t); err != nil {
		return nil, err
	}
	var all []uint64
	for entry := range f.entries(t, &f.seen) {
		all = append(all, entry.fingerprint())
	}
	if f.seen.rows == 0 && len(t.Errs.Faults) == 0 {
		t.Errs.Add(0, "", "has a header and no row under it")
	}
	f.twice = repeated(all)
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// check refuses a file that lacks what every row needs.
func (f *File) check(t *sheet.Table) error {
	for _, needed := range []struct {
		question question
		names    string
	}{
		{askDate, "Date de l'avis"}, {askIdentifier, "Identifiant Avis"},
	} {
		if len(f.columns.of(needed.question)) == 0 {
			t.Errs.Add(t.HeaderLine, "", "has no column %s: exports of “Je donne mon avis” have", needed.names)
		}
	}
	switch id, ok := f.opts.Find(f.opts.Procedure); {
	case f.opts.Procedure == "" && !f.columns.has(askProcedure) && !f.columns.has(askProduct):
		t.Errs.Add(t.HeaderLine, "", "has no column that names the procedure: say which with --procedure")
	case f.opts.Procedure != "" && !ok:
		t.Errs.Add(0, "", "cannot belong to %q, which is no procedure of the catalogue", f.opts.Procedure)
	default:
		f.opts.Procedure = id
	}
	return t.Errs.OrNil()
}

// entries reads the rows of the table that are ratings, and counts them.
func (f *File) entries(t *sheet.Table, seen *counts) iter.Seq[entry] {
	reader := newReader(f, t, seen)
	f.columns.leaveOthers(t)
	return func(yield func(entry) bool) {
		for r := range t.Rows {
			seen.rows++
			entry, ok := reader.read(r)
			if !ok {
				continue
			}
			seen.add(entry, f.opts.Today)
			if !yield(entry) {
				return
			}
		}
	}
}

// commentMonths is how long the database keeps comments.
const commentMonths = 24

// expired says whether the database would not keep a text of the day.
func expired(day, today observatory.Day) bool {
	return today != 0 && day < today.AddMonths(-commentMonths)
}

func (c *counts) add(entry entry, today observatory.Day) {
	c.ratings++
	c.sum += entry.fingerprint()
	if (entry.rating.Comment != "" || entry.rating.HelpOtherText != "") && expired(entry.day(), today) {
		c.expire++
	}
}

// repeated returns the numbers that are there more than once.
func repeated(all []uint64) map[uint64]bool {
	slices.Sort(all)
	twice := map[uint64]bool{}
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			twice[all[i]] = true
		}
	}
	return twice
}

// Len is how many ratings the file holds.
func (f *File) Len() uint64 { return f.seen.ratings }

// Ratings reads the file a second time, from its start, and yields its
// accepted ratings in its own order, texts masked. A rating's id follows from
// the procedure, the instant, the export's identifier, all answers and the
// row's number among its equals, so that the same file read again, or another
// export of the same ratings, makes the same ids. When the sequence has ended,
// Err says whether it was whole.
func (f *File) Ratings(r io.Reader) iter.Seq[rating.Rating] {
	return func(yield func(rating.Rating) bool) {
		t, err := sheet.Open(r, f.name, limits())
		if err != nil {
			f.err = err
			return
		}
		var seen counts
		ordinals := make(map[uint64]uint32, len(f.twice))
		for entry := range f.entries(t, &seen) {
			if !yield(entry.identified(f.twice, ordinals, f.opts)) {
				return
			}
		}
		if err := t.Errs.OrNil(); err != nil {
			f.err = err
		} else if seen != f.seen {
			f.err = errors.New(f.name + " changed while it was being imported: nothing was imported, try again")
		}
	}
}

// Err is why the last sequence of Ratings did not reach the end of the file,
// or why it cannot be relied on; nil when all is well.
func (f *File) Err() error { return f.err }

// Report tells what the file brings; how many of its ratings were there before
// is for the caller to add.
func (f *File) Report() imports.Report {
	r := imports.Report{
		File: f.name, Kind: "ratings", Read: f.seen.rows, Ignored: f.columns.ignored,
		Notes: append([]string{"read as an export of “Je donne mon avis”"}, f.notes...),
	}
	note := func(n uint64, format string) {
		if n > 0 {
			r.Notes = append(r.Notes, fmt.Sprintf(format, sheet.Plural(n, "row")))
		}
	}
	for _, c := range f.columns.of(askEmail) {
		r.Notes = append(r.Notes, "column dropped, for it holds e-mail addresses: "+c.header)
	}
	note(f.seen.bugs, "%s dropped: bug reports, which rate nothing")
	note(f.seen.notAlone, "%s with other help beside “no need of help”, which was left out")
	note(f.seen.cut, "%s with a text cut after 15000 characters")
	note(f.seen.expire, "%s with texts older than 24 months, which were left out")
	return r
}
