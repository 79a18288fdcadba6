package imports

import (
	"io"
	"slices"
	"strings"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory/edition"
)

// PublishedFile is a history of published figures that was read and found valid.
type PublishedFile struct {
	origin
	figures []edition.PrintedFigure
}

// publishedColumns are those of a history of published figures, in order.
func publishedColumns() []string {
	return []string{"edition", "figure_date", "metric", "value", "unit", "numerator", "denominator", "source"}
}

// ReadPublished reads a history of published figures in CSV or XLSX: edition,
// figure_date, metric, value, unit, numerator, denominator, source. A value is
// kept as the text that it is, "<30" too. Name is what errors call the file;
// the error is a *FileError.
func ReadPublished(r io.Reader, name string) (*PublishedFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 16 << 20, Rows: 100_000})
	if err != nil {
		return nil, err
	}
	f := &PublishedFile{origin: origin{name: name, notes: t.Notes}}
	var bound sheet.Places
	bound, f.ignored = t.Bind(publishedColumns(), all, "a history is "+strings.Join(publishedColumns(), ", "))
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	for r := range t.Rows {
		cell := func(column int) string { return sheet.Clean(sheet.Disarm(r.Cells[bound.At(column)])) }
		figure := edition.PrintedFigure{Edition: cell(0), Date: cell(1), Metric: cell(2), Value: cell(3), Unit: cell(4),
			Numerator: cell(5), Denominator: cell(6), Source: cell(7)}
		for i, text := range []string{figure.Edition, figure.Date, figure.Metric, figure.Value} {
			if text == "" {
				t.Errs.Add(r.Line, publishedColumns()[i], "is empty")
			}
		}
		if figure.Date != "" && figure.Day() == 0 {
			t.Errs.Add(r.Line, "figure_date", "%q is not a day, a month or a year like 2026-10-31, 2026-10 or 2026", figure.Date)
		}
		f.figures = append(f.figures, figure)
	}
	if err := t.End(len(f.figures)); err != nil {
		return nil, err
	}
	return f, nil
}

// Figures returns the history, in the order of the file.
func (f *PublishedFile) Figures() []edition.PrintedFigure { return f.figures }

// Report tells what the file brings beside the history that is known, which it
// replaces whole.
func (f *PublishedFile) Report(known []edition.PrintedFigure) Report {
	changed := uint64(len(f.figures))
	if slices.Equal(f.figures, known) {
		changed = 0
	}
	return f.report("published figures", len(f.figures), changed, changed)
}
