package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// Sheet is a table for spreadsheets: a CSV file (UTF-8 without BOM, commas) or a
// workbook.
type Sheet struct {
	Name   string
	Header []string
	Rows   [][]string
}

// CSV writes the table as a file, offered under a name that says when its figures are
// invented.
func (s Sheet) CSV(synthetic bool) (*Answer, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range append([][]string{s.Header}, s.Rows...) {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = inert(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, fmt.Errorf("cannot write %s.csv: %w", s.Name, err)
		}
	}
	w.Flush()
	return &Answer{Media: TypeCSV, Body: b.Bytes(), Filename: FileName(s.Name+".csv", synthetic)}, w.Error()
}

// inert keeps a cell from being a formula: spreadsheets run what begins like
// one, so such a text is written behind an apostrophe. Numbers stay numbers.
func inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}
