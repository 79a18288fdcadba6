package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
)

// maxRecord bounds one row of a CSV file, in bytes: a quotation mark left
// open would otherwise swallow the rest of the file into one cell.
const maxRecord = 1 << 20

// headBytes is how much of the file is looked at to tell its separator.
const headBytes = 64 << 10

// delimited reads CSV: UTF-8 with or without a byte order mark, lines ending
// in LF or CRLF, separated by commas or semicolons.
type delimited struct {
	guard *guard
	csv   *csv.Reader
}

func openDelimited(r io.Reader, name string, lim Limits) (*Table, error) {
	g := &guard{source: r, left: lim.Bytes, record: maxRecord}
	in := bufio.NewReaderSize(g, headBytes)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = in.Discard(len(mark))
	}
	head, _ := in.Peek(headBytes)
	d := delimited{guard: g, csv: csv.NewReader(in)}
	d.csv.Comma = separator(head)
	d.csv.FieldsPerRecord = -1 // counted by the table, which goes on after a bad row
	d.csv.ReuseRecord = true

	cells, line, err := d.next()
	if errors.Is(err, io.EOF) {
		return nil, Refuse(name, "is empty")
	}
	if err != nil {
		e := &FileError{File: name}
		d.explain(e, err)
		return nil, e
	}
	t, err := newTable(name, Row{line, cells})
	if err != nil {
		return nil, err
	}
	t.Rows = func(yield func(Row) bool) { d.each(t, lim.Rows, yield) }
	return t, nil
}

func (d delimited) next() (cells []string, line int, err error) {
	d.guard.record = maxRecord
	if cells, err = d.csv.Read(); err == nil {
		line, _ = d.csv.FieldPos(0)
	}
	return cells, line, err
}

func (d delimited) each(t *Table, most int, yield func(Row) bool) {
	for n := 0; ; n++ {
		cells, line, err := d.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			d.explain(t.Errs, err)
			return
		}
		if n == most {
			t.Errs.Add(line, "", "is the row after the %d that are read: split the file", most)
			return
		}
		if r, ok := t.fit(line, cells, false); ok && !yield(r) {
			return
		}
	}
}

// explain says why no more rows can be read. The guard's own refusal comes
// first: it is the cause of whatever the CSV reader then makes of the end.
func (d delimited) explain(errs *FileError, err error) {
	var parse *csv.ParseError
	switch {
	case d.guard.refusal != nil:
		errs.Add(d.guard.refusal.Line, "", "%s", d.guard.refusal.Reason)
	case errors.As(err, &parse):
		errs.Add(parse.StartLine, "", "has a quotation mark that is not closed, or inside a cell that does not begin with one")
	default:
		errs.Add(0, "", "cannot be read: %v", err)
	}
}

// separator guesses what stands between cells from the first line, quoted
// text left aside.
func separator(head []byte) rune {
	commas, semicolons, quoted := 0, 0, false
	for _, b := range bytes.TrimLeft(head, "\r\n") {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == ',':
			commas++
		case b == ';':
			semicolons++
		case b == '\n':
			return moreFrequent(commas, semicolons)
		}
	}
	return moreFrequent(commas, semicolons)
}

func moreFrequent(commas, semicolons int) rune {
	if semicolons > commas {
		return ';'
	}
	return ','
}
