package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxMerged bounds the ranges of merged cells, and the rows that they reach.
const maxMerged = 1_000_000

// sheet is one sheet of a workbook, read whole.
type sheet struct {
	name string
	// rows are those that are not blank, from the top.
	rows []sheetRow
	// merged are the ranges of merged cells.
	merged []area
	// hiddenRows counts the rows that are not blank and not shown.
	hiddenRows uint64
	// hidden says of the first columns whether they are not shown.
	hidden [maxColumns]bool
}

// sheetRow is a row with what is known of its cells beside their values.
type sheetRow struct {
	Row
	sheet *sheet
	// bad says of cells, by their column, why they have no value to be read.
	bad map[int]string
	// merged are the ranges that reach the row.
	merged []area
}

// area is a range of cells; columns count from 0, lines from 1.
type area struct{ top, left, bottom, right int }

// readSheet reads the cells of a sheet.
func (w *workbook) readSheet(name, place string) (*sheet, error) {
	d, err := w.parts.open(place)
	if err != nil {
		return nil, err
	}
	defer d.Close() //nolint:errcheck // only read
	s := &sheet{name: name}
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err // the end too: a worksheet that ends is closed before it
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := w.readElement(d, s, token); err != nil {
				return nil, err
			}
		case xml.EndElement:
			if token.Name.Local == "worksheet" {
				return s, s.spread()
			}
		}
	}
}

// readElement reads what matters of a sheet.
func (w *workbook) readElement(d *part, s *sheet, start xml.StartElement) error {
	switch start.Name.Local {
	case "row":
		return w.readRow(d, s, start)
	case "col":
		s.hide(start)
	case "mergeCell":
		merged, err := readArea(attribute(start, "ref"))
		if err != nil {
			return err
		}
		if s.merged = append(s.merged, merged); len(s.merged) > maxMerged {
			return fmt.Errorf("it has more than %d merged cells", maxMerged)
		}
	}
	return nil
}

// hide notes the columns that are not shown.
func (s *sheet) hide(start xml.StartElement) {
	first, _ := strconv.Atoi(attribute(start, "min"))
	last, _ := strconv.Atoi(attribute(start, "max"))
	for column := max(first, 1); isTrue(attribute(start, "hidden")) && column <= min(last, maxColumns); column++ {
		s.hidden[column-1] = true
	}
}

// readRow reads the cells of a row, and keeps it unless it is blank.
func (w *workbook) readRow(d *part, s *sheet, start xml.StartElement) error {
	r := sheetRow{Row: Row{Line: w.line + 1}, sheet: s}
	if text := attribute(start, "r"); text != "" {
		line, err := strconv.Atoi(text)
		if err != nil || line <= w.line || line > excelize.TotalRows {
			return fmt.Errorf("row %q of the sheet %s is not where it belongs", text, s.name)
		}
		r.Line = line
	}
	w.line = r.Line
	width, next := 0, 0
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "c" {
				if err := d.Skip(); err != nil {
					return err
				}
				continue
			}
			c, err := readCell(d, token)
			if err != nil {
				return err
			}
			if c.column, err = c.place(next, r.Line); err != nil {
				return err
			}
			next = c.column + 1
			if w.put(&r, c) {
				width = next
			}
		case xml.EndElement:
			return w.keep(&r, width, isTrue(attribute(start, "hidden")))
		}
	}
}

// put writes the cell into the row; false when it is empty.
func (w *workbook) put(r *sheetRow, c cellOf) bool {
	text, fault := w.value(c)
	text = strings.TrimSpace(text)
	switch {
	case text == "" && fault == "":
		return false
	case c.column >= maxColumns: // the row is refused
		return true
	case fault != "":
		if r.bad == nil {
			r.bad = map[int]string{}
		}
		r.bad[c.column] = fault
	}
	for len(r.Cells) < c.column {
		r.Cells = append(r.Cells, "")
	}
	r.Cells = append(r.Cells, text)
	return true
}

// keep adds the row to its sheet, unless it is blank or too much.
func (w *workbook) keep(r *sheetRow, width int, hidden bool) error {
	if width == 0 {
		return nil
	}
	if width > maxColumns {
		return tooMuch(fmt.Sprintf("has %d columns in row %d; at most %d are read", width, r.Line, maxColumns))
	}
	if w.rows++; w.rows > w.mostRows+1 {
		return tooMuch(fmt.Sprintf("has more than %d rows: save it as CSV UTF-8", w.mostRows))
	}
	if w.cells += len(r.Cells); w.cells > maxCells {
		return tooMuch(fmt.Sprintf("has more than %d cells: save it as CSV UTF-8", maxCells))
	}
	if hidden {
		r.sheet.hiddenRows++
	}
	r.Cells = slices.Clip(r.Cells)
	r.sheet.rows = append(r.sheet.rows, *r)
	return nil
}

// tooMuch is the reason to refuse a file that is sound and too large.
type tooMuch string

// Error implements error.
func (t tooMuch) Error() string { return string(t) }

// filled is how many cells of the row hold something.
func (r sheetRow) filled() int {
	n := len(r.bad)
	for _, cell := range r.Cells {
		if cell != "" {
			n++
		}
	}
	return n
}

// spread gives each range of merged cells to the rows that it reaches, unless
// it holds nothing.
func (s *sheet) spread() error {
	byLine := func(r sheetRow, line int) int { return r.Line - line }
	reached := 0
	for _, a := range s.merged {
		i, there := slices.BinarySearchFunc(s.rows, a.top, byLine)
		if !there || !s.rows[i].holds(a.left) {
			continue
		}
		for ; i < len(s.rows) && s.rows[i].Line <= a.bottom; i++ {
			if reached++; reached > maxMerged {
				return tooMuch(fmt.Sprintf("has merged cells in more than %d rows: take the merging back", maxMerged))
			}
			s.rows[i].merged = append(s.rows[i].merged, a)
		}
	}
	return nil
}

// holds says whether the row has something in the column.
func (r sheetRow) holds(column int) bool {
	return column < len(r.Cells) && (r.Cells[column] != "" || r.bad[column] != "")
}

// cellOf is a cell as the file has it.
type cellOf struct {
	reference, kind, value string
	column, style          int
	// formula says that the value, if there is one, was computed; stored, that
	// there is one.
	formula, stored bool
}

func readCell(d *part, start xml.StartElement) (cellOf, error) {
	c := cellOf{reference: attribute(start, "r"), kind: attribute(start, "t")}
	c.style, _ = strconv.Atoi(attribute(start, "s")) // left out it is the first
	for {
		token, err := d.Token()
		if err != nil {
			return c, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				c.stored = true
				c.value, err = readPlainText(d)
			case "is":
				c.stored = true
				c.value, err = readRichText(d)
			case "f":
				c.formula = true
				err = d.Skip()
			default:
				err = d.Skip()
			}
			if err != nil {
				return c, err
			}
		case xml.EndElement:
			return c, nil
		}
	}
}

// place is the column of a cell, which may be left to follow from those before
// it.
func (c cellOf) place(next, line int) (int, error) {
	if c.reference == "" {
		return next, nil
	}
	column, row, err := excelize.CellNameToCoordinates(c.reference)
	if err != nil || row != line || column-1 < next {
		return 0, fmt.Errorf("cell %q is not where it belongs, in row %d", c.reference, line)
	}
	return column - 1, nil
}

// value is the text of a cell as a CSV file would have it, or why there is
// none.
func (w *workbook) value(c cellOf) (text, fault string) {
	if c.formula && (!c.stored || c.value == "" && c.kind != "str") {
		return "", "holds a formula without its result: open the file in a spreadsheet, let it compute, and save it again"
	}
	switch c.kind {
	case "e":
		return "", errorFault(c.value)
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(c.value)); err == nil && i >= 0 && i < len(w.texts) {
			return w.texts[i], ""
		}
		if c.value == "" {
			return "", ""
		}
		return "", "refers to a text that the file does not hold: save it again"
	case "inlineStr":
		return c.value, ""
	case "str":
		return unescape(c.value), ""
	case "b":
		switch {
		case c.value == "":
			return "", ""
		case isTrue(c.value):
			return "TRUE", ""
		}
		return "FALSE", ""
	case "d":
		return w.isoDate(c.value), ""
	}
	return w.print(strings.TrimSpace(c.value), c.style), ""
}

// errorFault says what is wrong with a cell that holds an error of a
// spreadsheet instead of a value.
func errorFault(code string) string {
	return fmt.Sprintf("holds the error %.20s instead of a value: repair the cell, or empty it", code)
}

func readArea(reference string) (area, error) {
	from, to, found := strings.Cut(reference, ":")
	if !found {
		to = from
	}
	left, top, err := excelize.CellNameToCoordinates(from)
	right, bottom, second := excelize.CellNameToCoordinates(to)
	if errors.Join(err, second) != nil || right < left || bottom < top {
		return area{}, fmt.Errorf("the merged cells %q are no range", reference)
	}
	return area{top: top, left: left - 1, bottom: bottom, right: right - 1}, nil
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func isTrue(text string) bool { return text == "1" || text == "true" }
