package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// format says what a number in a cell stands for.
type format int

const (
	formatNumber format = iota
	formatPercent
	formatDate
)

// readFormats reads what each style of the workbook makes of a number. A cell
// names its style by its place in the list.
func (p *parts) readFormats(name string) ([]format, error) {
	var sheet struct {
		Codes []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.decode(name, &sheet); err != nil {
		return nil, err
	}
	own := map[int]format{}
	for _, f := range sheet.Codes {
		own[f.ID] = formatOf(f.Code)
	}
	formats := make([]format, len(sheet.Styles))
	for i, style := range sheet.Styles {
		known, ok := own[style.ID]
		if !ok {
			known = builtIn(style.ID)
		}
		formats[i] = known
	}
	return formats, nil
}

// builtIn knows the number formats of ECMA-376, part 1, §18.8.30, that are not
// written out: 9 and 10 are percentages; dates and times are 14 to 22 and 45 to
// 47, and in the languages of East Asia 27 to 36 and 50 to 58.
func builtIn(id int) format {
	switch {
	case id == 9, id == 10:
		return formatPercent
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return formatDate
	}
	return formatNumber
}

// formatOf reads a number format: one with a percent sign is a percentage, one
// with a letter of a date's parts is a date. Quoted and escaped text, colours
// and currencies in brackets, and what only keeps a space, say nothing.
func formatOf(code string) format {
	percent := false
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = skipTo(code, i, '"')
		case '[':
			i = skipTo(code, i, ']')
		case '\\', '_', '*':
			i++
		case '%':
			percent = true
		case 'd', 'D', 'm', 'M', 'y', 'Y', 'h', 'H', 's', 'S':
			return formatDate
		}
	}
	if percent {
		return formatPercent
	}
	return formatNumber
}

// skipTo is the place of the next such character, or the end.
func skipTo(code string, from int, end byte) int {
	if i := strings.IndexByte(code[from+1:], end); i >= 0 {
		return from + 1 + i
	}
	return len(code)
}

// print writes a number as a CSV file would have it: a percentage with its
// sign, a date as a date, and any other to the fifteen digits that spreadsheets
// keep, without an exponent.
func (w *workbook) print(number string, style int) string {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return number
	}
	kind := formatNumber
	if style >= 0 && style < len(w.formats) {
		kind = w.formats[style]
	}
	switch {
	case kind == formatPercent:
		// Rounded, for 0.59 · 100 is not quite 59 in binary.
		return strconv.FormatFloat(math.Round(x*1e8)/1e6, 'f', -1, 64) + " %"
	case kind == formatDate && x >= 1: // less is a time of no day
		if at, err := excelize.ExcelDateToTime(x, w.since1904); err == nil {
			return w.date(at)
		}
	}
	if !strings.ContainsAny(number, ".eE") {
		return number
	}
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64)
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// date writes a date as a CSV file would have it. A sheet holds the time as a
// fraction of the day, which is rounded to the second it was made from.
func (w *workbook) date(at time.Time) string {
	if at = at.Round(time.Second); w.hours && at.Hour()+at.Minute()+at.Second() > 0 {
		return at.Format(time.DateTime)
	}
	return at.Format(time.DateOnly)
}

// isoDate reads a date that a cell holds as ISO 8601 text.
func (w *workbook) isoDate(text string) string {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return w.date(at)
		}
	}
	return text
}
