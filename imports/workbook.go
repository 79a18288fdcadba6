package imports

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Bounds of an XLSX file, which has to be held in memory: its size, its size
// once unzipped, and its rows.
const (
	maxWorkbook = 32 << 20
	maxUnzipped = 256 << 20
	maxSheet    = 100_000
)

// workbook reads the first sheet of an XLSX file, or all of them.
type workbook struct {
	file  *excelize.File
	sheet string
	hours bool
	// formats remembers what the cell styles met so far make of a number.
	formats map[int]format
}

// format says what a number in a cell stands for.
type format int

const (
	formatNumber format = iota
	formatPercent
	formatDate
)

// sheetRow is a row with the name of its sheet.
type sheetRow struct {
	row
	sheet string
}

func openWorkbook(r io.Reader, name string, lim limits) (t *table, err error) {
	defer func() {
		if cause := recover(); cause != nil { // the library's parser meets files that nobody tried on it
			t, err = nil, refuse(name, "is a damaged XLSX file: save it again, or as CSV UTF-8 (%v)", cause)
		}
	}()
	data, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, refuse(name, "cannot be read: %v", err)
	}
	if len(data) > maxWorkbook {
		return nil, refuse(name, "is an XLSX file of more than %d MiB: save it as CSV UTF-8", maxWorkbook>>20)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped,
	})
	if err != nil {
		return nil, refuse(name, "is not an XLSX file that can be read: save it again, or as CSV UTF-8 (%v)", err)
	}
	defer func() { _ = file.Close() }() // only read, and held in memory
	w := workbook{file: file, hours: lim.hours, formats: map[int]format{}}
	rows, err := w.all(lim)
	if err != nil {
		return nil, refuse(name, "%v", err)
	}
	if len(rows) == 0 {
		return nil, refuse(name, "is empty")
	}
	return w.table(name, rows)
}

// all returns the rows of the sheets to be read. Where there are several, each
// but the first must begin with the same header, which is left out.
func (w workbook) all(lim limits) ([]sheetRow, error) {
	sheets := w.file.GetSheetList()
	if !lim.sheets && len(sheets) > 1 {
		sheets = sheets[:1]
	}
	var all []sheetRow
	left := min(lim.rows, maxSheet)
	for _, w.sheet = range sheets {
		rows, err := w.cells(left)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		left -= len(rows) - 1
		if len(all) > 0 {
			if !slices.Equal(rows[0].cells, all[0].cells) {
				return nil, fmt.Errorf("has another header on the sheet %s than on the sheet %s: import them one by one", w.sheet, all[0].sheet)
			}
			rows = rows[1:]
		}
		for _, r := range rows {
			all = append(all, sheetRow{r, w.sheet})
		}
	}
	return all, nil
}

// table makes the first row the header.
func (w workbook) table(name string, rows []sheetRow) (*table, error) {
	t, err := newTable(name, rows[0].row)
	if err != nil {
		return nil, err
	}
	several := rows[0].sheet != rows[len(rows)-1].sheet
	t.rows = func(yield func(row) bool) {
		for _, r := range rows[1:] {
			if several {
				t.errs.sheet = r.sheet
			}
			if r, ok := t.fit(r.line, r.cells, true); ok && !yield(r) {
				return
			}
		}
		t.errs.sheet = ""
	}
	return t, nil
}

// cells returns the rows that are not blank. Their number and width are known
// to be bearable before the library is asked for styles, for which it
// completes every row of the sheet to its full width.
func (w workbook) cells(most int) ([]row, error) {
	sheet, err := w.file.Rows(w.sheet)
	if err != nil {
		return nil, fmt.Errorf("has no sheet that can be read: %w", err)
	}
	defer func() { _ = sheet.Close() }()
	var rows []row
	for line := 1; sheet.Next(); line++ {
		cells, err := sheet.Columns()
		if err != nil {
			return nil, fmt.Errorf("has a row %d that cannot be read: %w", line, err)
		}
		if len(cells) > maxColumns {
			return nil, fmt.Errorf("has %d columns in row %d; at most %d are read", len(cells), line, maxColumns)
		}
		if r := (row{line, cells}); !r.blank() {
			rows = append(rows, r)
		}
		if len(rows) > most+1 {
			return nil, fmt.Errorf("has more than %d rows: save it as CSV UTF-8", most)
		}
	}
	if err := sheet.Error(); err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	return rows, w.print(rows)
}

// print writes percentages and dates, which a sheet holds as bare numbers, as
// a CSV file would have them.
func (w workbook) print(rows []row) error {
	props, err := w.file.GetWorkbookProps()
	if err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	since1904 := props.Date1904 != nil && *props.Date1904
	for _, r := range rows {
		for i, cell := range r.cells {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				continue
			}
			format, err := w.format(i+1, r.line)
			if err != nil {
				return fmt.Errorf("has a cell in row %d that cannot be read: %w", r.line, err)
			}
			switch format {
			case formatPercent:
				// Rounded, for 0.59 · 100 is not quite 59 in binary.
				r.cells[i] = strconv.FormatFloat(math.Round(x*1e8)/1e6, 'f', -1, 64) + " %"
			case formatDate:
				if at, err := excelize.ExcelDateToTime(x, since1904); err == nil {
					r.cells[i] = w.date(at)
				}
			}
		}
	}
	return nil
}

// date writes a date as a CSV file would have it. A sheet holds the time as a
// fraction of the day, which is rounded to the second it was made from.
func (w workbook) date(at time.Time) string {
	if at = at.Round(time.Second); w.hours && at.Hour()+at.Minute()+at.Second() > 0 {
		return at.Format(time.DateTime)
	}
	return at.Format(time.DateOnly)
}

func (w workbook) format(column, line int) (format, error) {
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return formatNumber, err
	}
	id, err := w.file.GetCellStyle(w.sheet, name)
	if err != nil {
		return formatNumber, err
	}
	known, ok := w.formats[id]
	if !ok {
		style, err := w.file.GetStyle(id)
		if err != nil {
			return formatNumber, err
		}
		known = formatOf(style)
		w.formats[id] = known
	}
	return known, nil
}

// formatOf reads the number formats of ECMA-376, part 1, §18.8.30: 9 and 10
// are percentages, 14 to 17 and 22 dates, others are written out.
func formatOf(style *excelize.Style) format {
	code := ""
	if style.CustomNumFmt != nil {
		code = strings.ToLower(*style.CustomNumFmt)
	}
	switch {
	case style.NumFmt == 9, style.NumFmt == 10, strings.Contains(code, "%"):
		return formatPercent
	case style.NumFmt >= 14 && style.NumFmt <= 17, style.NumFmt == 22, strings.Contains(code, "yy"):
		return formatDate
	}
	return formatNumber
}
