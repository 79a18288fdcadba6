package imports

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// maxCount bounds one row of counts: more answers of one sort on one day to
// one procedure than the whole country could give.
const maxCount = 10_000_000

// clarityCodes are the answers of the three-point scale, worst first; on five
// points an answer is its number.
func clarityCodes() []string { return rating.SatisfactionCodes() }

// CountsFile is a file of tidy counts that was read and found right: how many
// people gave the same answers about a procedure on a day. Ratings expands it.
type CountsFile struct {
	name           string
	ignored, notes []string
	// procedures holds each id of the file once; rows point into it.
	procedures []string
	// places finds an id in procedures.
	places map[string]int32
	// instruments holds all known instruments; rows point into it.
	instruments []rating.Instrument
	rows        []countRow
}

// countRow is one row; a file may have millions.
type countRow struct {
	line      int32
	procedure int32
	day       observatory.Day
	count     uint32
	// instrument counts from 1; 0 is one that could not be read.
	instrument uint8
	// Level 0 is not answered.
	satisfaction, clarity uint8
}

// countColumn is a column of a file of counts.
type countColumn struct {
	name string
	// at is the column's place in the file, -1 when it is not there.
	at  int
	set func(f *CountsFile, r *countRow, cell string) error
}

// ReadCounts reads tidy counts in CSV or XLSX: procedure_id, day, instrument,
// satisfaction, clarity, count. Name is what errors call the file; the error
// is a *FileError. The ids of procedures remain to be checked by Resolve.
func ReadCounts(r io.Reader, name string) (*CountsFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 4 << 30, Rows: 10_000_000})
	if err != nil {
		return nil, err
	}
	f := &CountsFile{name: name, notes: t.Notes, places: map[string]int32{}, instruments: rating.Instruments()}
	columns := f.bind(t)
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	for r := range t.Rows {
		f.read(t, columns, r)
	}
	if len(f.rows) == 0 && len(t.Errs.Faults) == 0 {
		t.Errs.Add(0, "", "has a header and no row under it")
	}
	f.findRepeated(t.Errs)
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// bind finds the columns in the header. The others are ignored.
func (f *CountsFile) bind(t *sheet.Table) []countColumn {
	columns := countColumns()
	for at, header := range t.Header {
		c := slices.IndexFunc(columns, func(c countColumn) bool { return sheet.Fold(c.name) == sheet.Fold(header) })
		if c < 0 {
			t.Leave(at)
		}
		switch {
		case c < 0 && header != "":
			f.ignored = append(f.ignored, header)
		case c < 0:
		case columns[c].at >= 0:
			t.Errs.Add(t.HeaderLine, header, "stands there twice")
		default:
			columns[c].at = at
		}
	}
	for _, c := range columns {
		if c.at < 0 {
			t.Errs.Add(t.HeaderLine, "", "has no column %s: counts are procedure_id, day, instrument, satisfaction, clarity, count", c.name)
		}
	}
	return columns
}

// read adds a row, if it is right.
func (f *CountsFile) read(t *sheet.Table, columns []countColumn, r sheet.Row) {
	read, good := countRow{line: int32(r.Line)}, true
	for _, c := range columns {
		if err := c.set(f, &read, r.Cells[c.at]); err != nil {
			t.Errs.Add(r.Line, c.name, "%s", err)
			good = false
		}
	}
	if good && read.satisfaction == 0 && read.clarity == 0 {
		t.Errs.Add(r.Line, "", "answers neither satisfaction nor clarity")
		good = false
	}
	if good {
		f.rows = append(f.rows, read)
	}
}

// countColumns are read in this order: the scale of clarity follows from the
// instrument.
func countColumns() []countColumn {
	return []countColumn{
		{"procedure_id", -1, (*CountsFile).setProcedure},
		{"day", -1, (*CountsFile).setDay},
		{"instrument", -1, (*CountsFile).setInstrument},
		{"satisfaction", -1, (*CountsFile).setSatisfaction},
		{"clarity", -1, (*CountsFile).setClarity},
		{"count", -1, (*CountsFile).setCount},
	}
}

func (f *CountsFile) setProcedure(r *countRow, cell string) error {
	if cell == "" {
		return errors.New("is empty: counts belong to a procedure")
	}
	i, known := f.places[cell]
	if !known {
		i = int32(len(f.procedures))
		cell = strings.Clone(cell) // or the whole row would stay in memory
		f.procedures = append(f.procedures, cell)
		f.places[cell] = i
	}
	r.procedure = i
	return nil
}

func (f *CountsFile) setDay(r *countRow, cell string) (err error) {
	r.day, err = observatory.ParseDay(cell)
	if err == nil && (r.day < observatory.NewDay(2000, 1, 1) || r.day > observatory.NewDay(2100, 1, 1)) {
		err = fmt.Errorf("%q is not a day between 2000 and 2100", cell)
	}
	return err
}

func (f *CountsFile) setInstrument(r *countRow, cell string) error {
	i := slices.IndexFunc(f.instruments, func(in rating.Instrument) bool { return in.Code == cell })
	if i < 0 {
		codes := make([]string, len(f.instruments))
		for i, in := range f.instruments {
			codes[i] = in.Code
		}
		return sheet.NotOneOf(cell, codes)
	}
	r.instrument = uint8(i + 1)
	return nil
}

func (f *CountsFile) setSatisfaction(r *countRow, cell string) error {
	return setLevel(&r.satisfaction, cell, rating.SatisfactionCodes())
}

func (f *CountsFile) setClarity(r *countRow, cell string) error {
	if r.instrument == 0 {
		return nil // a fault already, and the scale is not known
	}
	codes := clarityCodes()
	if levels := f.instruments[r.instrument-1].ClarityLevels; levels != len(codes) {
		codes = nil
		for level := range levels {
			codes = append(codes, strconv.Itoa(level+1))
		}
	}
	return setLevel(&r.clarity, cell, codes)
}

func setLevel(level *uint8, cell string, codes []string) error {
	i := slices.Index(codes, cell)
	if i < 0 && cell != "" {
		return sheet.NotOneOf(cell, codes)
	}
	*level = uint8(i + 1)
	return nil
}

func (f *CountsFile) setCount(r *countRow, cell string) error {
	n, err := sheet.Whole(cell, maxCount)
	r.count = uint32(n)
	return err
}

// findRepeated sorts the rows and refuses two that count the same answers:
// whether they are to be added or are one count given twice, nobody can tell.
func (f *CountsFile) findRepeated(errs *sheet.FileError) {
	slices.SortFunc(f.rows, func(a, b countRow) int {
		return cmp.Or(f.compare(a, b), cmp.Compare(a.line, b.line))
	})
	for i := 1; i < len(f.rows); i++ {
		if first, second := f.rows[i-1], f.rows[i]; f.compare(first, second) == 0 {
			errs.Add(int(second.line), "", "counts the same answers as line %d", first.line)
		}
	}
}

// compare orders rows by what they count.
func (f *CountsFile) compare(a, b countRow) int {
	return cmp.Or(
		strings.Compare(f.procedures[a.procedure], f.procedures[b.procedure]),
		cmp.Compare(a.day, b.day),
		cmp.Compare(a.instrument, b.instrument),
		cmp.Compare(a.satisfaction, b.satisfaction),
		cmp.Compare(a.clarity, b.clarity),
	)
}
