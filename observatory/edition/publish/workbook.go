package publish

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"strconv"

	"github.com/xuri/excelize/v2"

	"servicequality/observatory/edition"
)

const workbookModule = "github.com/xuri/excelize/v2"

// Workbook returns the figures as an XLSX file for people: one sheet of
// figures with the procedures' titles, numbers as numbers.
func Workbook(f edition.Figures) (File, error) {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is only in memory
	const sheet = "indicators"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return File{}, fmt.Errorf("cannot write %s: %w", FiguresXLSX, err)
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return File{}, fmt.Errorf("cannot write %s: %w", FiguresXLSX, err)
	}
	columns := fields()
	header := []any{"title", "ministry"}
	for _, c := range columns {
		header = append(header, c.name)
	}
	if err := out.SetRow("A1", header); err != nil {
		return File{}, fmt.Errorf("cannot write %s: %w", FiguresXLSX, err)
	}
	row := 1
	for _, p := range f.Catalogue.Procedures() {
		var figures []figure
		for _, i := range f.Figures[p.ID] {
			figures = append(figures, figure{p.ID, i})
		}
		for _, l := range lines(f.Edition, figures) {
			row++
			cells := []any{p.Title, p.Ministry}
			for _, c := range columns {
				cells = append(cells, c.cell(l))
			}
			if err := out.SetRow("A"+strconv.Itoa(row), cells); err != nil {
				return File{}, fmt.Errorf("cannot write %s: %w", FiguresXLSX, err)
			}
		}
	}
	var b bytes.Buffer
	if err = out.Flush(); err == nil {
		err = book.Write(&b)
	}
	if err != nil {
		return File{}, fmt.Errorf("cannot write %s: %w", FiguresXLSX, err)
	}
	return File{Name: FiguresXLSX, Content: b.Bytes(), Writer: "excelize " + moduleVersion(workbookModule)}, nil
}

// cell is the column's value in a workbook.
func (f field) cell(l line) any {
	text := f.text(l)
	if f.kind == "number" || f.kind == "integer" {
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
	}
	return text
}

// moduleVersion is the version of a module that the program was built with.
func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == path {
				return dependency.Version
			}
		}
	}
	return "of an unknown version"
}
