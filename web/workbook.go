package web

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// typeXLSX is the media type of a workbook.
const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxSheetName is the longest name that a sheet of a workbook may have.
const maxSheetName = 31

// XLSX writes the table as an XLSX file: numbers are numbers, all other
// cells are texts and never formulas, whatever they begin with.
func (s Sheet) XLSX(synthetic bool) (*Answer, error) {
	file := excelize.NewFile()
	defer file.Close()
	name := s.Name[:min(len(s.Name), maxSheetName)]
	if err := file.SetSheetName(file.GetSheetName(0), name); err != nil {
		return nil, fmt.Errorf("cannot write %s.xlsx: %w", s.Name, err)
	}
	rows, err := file.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s.xlsx: %w", s.Name, err)
	}
	for i, row := range append([][]string{s.Header}, s.Rows...) {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cellValue(cell)
		}
		if err := rows.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return nil, fmt.Errorf("cannot write %s.xlsx: %w", s.Name, err)
		}
	}
	var b bytes.Buffer
	if err := rows.Flush(); err != nil {
		return nil, fmt.Errorf("cannot write %s.xlsx: %w", s.Name, err)
	}
	if err := file.Write(&b); err != nil {
		return nil, fmt.Errorf("cannot write %s.xlsx: %w", s.Name, err)
	}
	return &Answer{Media: typeXLSX, Body: b.Bytes(), Filename: FileName(s.Name+".xlsx", synthetic)}, nil
}

// cellValue is a number when the text is one as the files write them, else
// the text. Numbers of more digits than a spreadsheet keeps stay texts.
func cellValue(cell string) any {
	const digitsKept = 15
	if len(cell) > digitsKept || cell == "" {
		return cell
	}
	number, err := strconv.ParseFloat(cell, 64)
	whole := strconv.FormatFloat(number, 'f', 0, 64)
	written := strconv.FormatFloat(number, 'f', 6, 64)
	if err != nil || cell != whole && cell != written {
		return cell
	}
	return number
}
