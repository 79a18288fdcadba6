package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Bounds of an XLSX file, whose rows have to be held in memory: its size, its
// size once unzipped, its rows and its cells, gaps between them included.
const (
	maxWorkbook = 32 << 20
	maxUnzipped = 256 << 20
	maxSheet    = 100_000
	maxCells    = 5_000_000
)

// workbook is an XLSX file that is being read. excelize, which writes ours,
// does not read them: it tells an error, a formula without its result and the
// rest of a merged cell from an empty cell only of a whole sheet in memory, all
// of whose rows it first fills to their full width.
type workbook struct {
	parts     *parts
	texts     []string
	formats   []format
	since1904 bool
	// hours says that a date keeps its time of day.
	hours bool
	// mostRows bounds the rows of all sheets, their headers not counted.
	mostRows int
	// rows, cells and line are how many rows and cells were kept, and the row
	// that was met last.
	rows, cells, line int
	// notes tell what was found and not read.
	notes []string
}

// openWorkbook reads the sheets that are shown. The error is a *FileError.
func openWorkbook(r io.Reader, name string, lim Limits) (*Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, Refuse(name, "cannot be read: %v", err)
	}
	if len(data) > maxWorkbook {
		return nil, Refuse(name, "is an XLSX file of more than %d MiB: save it as CSV UTF-8", maxWorkbook>>20)
	}
	w := &workbook{hours: lim.Hours, mostRows: min(lim.Rows, maxSheet)}
	sheets, err := w.read(data)
	if err == nil {
		sheets, err = w.tables(sheets, lim.Sheets)
	}
	var reason tooMuch
	if errors.As(err, &reason) {
		return nil, Refuse(name, "%s", reason)
	}
	if err != nil {
		return nil, Refuse(name, "is not an XLSX file that can be read: save it again, or as CSV UTF-8 (%v)", err)
	}
	return w.table(name, sheets)
}

// bookPart is what a workbook says of itself.
type bookPart struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		ID    string `xml:"id,attr"`
	} `xml:"sheets>sheet"`
}

// read returns the sheets that are shown and not blank. A hidden one is an old
// state or a draft, which whoever looks at the file does not see.
func (w *workbook) read(data []byte) ([]*sheet, error) {
	var err error
	if w.parts, err = openParts(data); err != nil {
		return nil, err
	}
	whole, err := w.parts.relationsOf("")
	if err != nil {
		return nil, errNoWorkbook
	}
	place := whole.only("officeDocument")
	var book bookPart
	if err := w.parts.decode(place, &book); err != nil {
		return nil, err
	}
	refers, err := w.parts.relationsOf(place)
	if err != nil {
		return nil, err
	}
	w.since1904 = isTrue(book.Properties.Date1904)
	if name := refers.only("sharedStrings"); w.parts.has(name) {
		if w.texts, err = w.parts.readTexts(name); err != nil {
			return nil, err
		}
	}
	if name := refers.only("styles"); w.parts.has(name) {
		if w.formats, err = w.parts.readFormats(name); err != nil {
			return nil, err
		}
	}
	var sheets []*sheet
	for _, listed := range book.Sheets {
		part := refers.target(listed.ID, "worksheet")
		switch {
		case part == "": // a sheet that is a chart
			continue
		case listed.State != "" && listed.State != "visible":
			w.notes = append(w.notes, "not read, for it is hidden: the sheet "+listed.Name)
			continue
		}
		w.line = 0
		s, err := w.readSheet(listed.Name, part)
		if err != nil {
			return nil, err
		}
		if len(s.rows) > 0 {
			sheets = append(sheets, s)
		}
	}
	return sheets, nil
}

// tables returns the sheets that hold the table: one, or several under the
// same header where an exporter makes them. A sheet of notes beside it, a
// column of text, is left out. Which of two tables is meant nobody can tell.
func (w *workbook) tables(sheets []*sheet, several bool) ([]*sheet, error) {
	i := slices.IndexFunc(sheets, (*sheet).wide)
	if i < 0 {
		i = 0
	}
	var found []*sheet
	for n, s := range sheets {
		first := sheets[i]
		switch {
		case n == i, several && slices.Equal(s.header(), first.header()):
			found = append(found, s)
		case first.wide() && !s.wide() && !slices.Contains(first.header(), s.header()[len(s.header())-1]):
			w.notes = append(w.notes, "not read, for it holds notes and no table: the sheet "+s.name)
		case several:
			return nil, tooMuch(fmt.Sprintf("has another header on the sheet %s than on the sheet %s: "+
				"put them into files of their own, or hide the sheet that is not meant", s.name, first.name))
		default:
			return nil, tooMuch(fmt.Sprintf("has a table on the sheet %s beside the one on the sheet %s: "+
				"put all rows on one sheet, or hide the sheet that is not meant", s.name, first.name))
		}
	}
	return found, nil
}

// wide says whether a row of the sheet has several cells: notes have not.
func (s *sheet) wide() bool {
	return slices.ContainsFunc(s.rows, func(r sheetRow) bool { return r.filled() > 1 })
}

// header is what stands in the first row, as columns are compared.
func (s *sheet) header() []string {
	names := make([]string, len(s.rows[0].Cells))
	for i, cell := range s.rows[0].Cells {
		names[i] = Fold(Clean(cell))
	}
	return names
}

// table makes the first row the header.
func (w *workbook) table(name string, sheets []*sheet) (*Table, error) {
	if len(sheets) == 0 {
		if len(w.notes) > 0 {
			return nil, Refuse(name, "is empty on the sheets that are shown (%s)", strings.Join(w.notes, "; "))
		}
		return nil, Refuse(name, "is empty")
	}
	head := sheets[0].rows[0]
	t, err := newTable(name, head.Row)
	if err != nil {
		return nil, err
	}
	if !t.sound(head) {
		return nil, t.Errs
	}
	for _, s := range sheets {
		w.tellHidden(s, len(t.Header))
	}
	w.tellUnnamed(t.Header, sheets)
	t.Notes = w.notes
	t.Rows = func(yield func(Row) bool) {
		defer func() { t.Errs.sheet = "" }()
		for _, s := range sheets {
			if len(sheets) > 1 {
				t.Errs.sheet = s.name
			}
			for _, r := range s.rows[1:] {
				if !t.sound(r) {
					continue
				}
				if r, ok := t.fit(r.Line, slices.Clone(r.Cells), true); ok && !yield(r) {
					return
				}
			}
		}
	}
	return t, nil
}

// sound says whether the cells of the row that are read have values, and adds
// a fault for each that has none: taken for empty it would erase what is known.
func (t *Table) sound(r sheetRow) bool {
	sound := true
	fault := func(column int, reason string) {
		if column < len(t.Header) && !t.unread[column] {
			t.Errs.addCell(r.sheet.name, cellName(column, r.Line), t.Header[column], reason)
			sound = false
		}
	}
	for column := range r.Cells {
		if reason, bad := r.bad[column]; bad {
			fault(column, reason)
		}
	}
	for _, a := range r.merged {
		for column := a.left; column <= min(a.right, len(t.Header)-1); column++ {
			if r.Line != a.top || column != a.left {
				fault(column, fmt.Sprintf("is merged with %s: take the merging back, and write into each cell what it is to hold", cellName(a.left, a.top)))
			}
		}
	}
	return sound
}

// tellHidden notes that rows and columns that are not shown were read, as they
// are in the CSV file that a spreadsheet makes of the sheet.
func (w *workbook) tellHidden(s *sheet, width int) {
	if s.hiddenRows > 0 {
		w.notes = append(w.notes, fmt.Sprintf("read, though hidden: %s of the sheet %s", Plural(s.hiddenRows, "row"), s.name))
	}
	var columns uint64
	for _, hidden := range s.hidden[:width] {
		if hidden {
			columns++
		}
	}
	if columns > 0 {
		w.notes = append(w.notes, fmt.Sprintf("read, though hidden: %s of the sheet %s", Plural(columns, "column"), s.name))
	}
}

// tellUnnamed notes the columns that hold something and have no name.
func (w *workbook) tellUnnamed(header []string, sheets []*sheet) {
	for column, name := range header {
		used := func(s *sheet) bool {
			return slices.ContainsFunc(s.rows, func(r sheetRow) bool { return r.holds(column) })
		}
		if name == "" && slices.ContainsFunc(sheets, used) {
			letters, _ := excelize.ColumnNumberToName(column + 1) // which a column below 500 has
			w.notes = append(w.notes, "not read, for it has no name: column "+letters)
		}
	}
}

// cellName is a cell as spreadsheets call it, like B12.
func cellName(column, line int) string {
	name, err := excelize.CoordinatesToCellName(column+1, line)
	if err != nil {
		return fmt.Sprintf("%d, %d", line, column+1)
	}
	return name
}
