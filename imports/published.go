package imports

import (
	"io"
	"slices"
	"strings"

	"observatory"
)

// publishedColumns are those of a history of published figures, in order.
func publishedColumns() []string {
	return []string{"edition", "figure_date", "metric", "value", "unit", "numerator", "denominator", "source"}
}

// ReadPublished reads a history of published figures in CSV or XLSX: edition,
// figure_date, metric, value, unit, numerator, denominator, source. A value is
// kept as the text that it is, "<30" too. Name is what errors call the file;
// the error is a *FileError.
func ReadPublished(r io.Reader, name string) ([]observatory.PublishedFigure, error) {
	t, err := openTable(r, name, limits{bytes: 16 << 20, rows: 100_000})
	if err != nil {
		return nil, err
	}
	at := make([]int, len(publishedColumns()))
	for i, column := range publishedColumns() {
		at[i] = slices.IndexFunc(t.header, func(h string) bool { return fold(h) == fold(column) })
		if at[i] < 0 {
			t.errs.add(t.headerLine, "", "has no column %s: a history is %s", column, strings.Join(publishedColumns(), ", "))
		}
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	var all []observatory.PublishedFigure
	for r := range t.rows {
		cell := func(i int) string { return clean(disarm(r.cells[at[i]])) }
		f := observatory.PublishedFigure{Edition: cell(0), Date: cell(1), Metric: cell(2), Value: cell(3), Unit: cell(4),
			Numerator: cell(5), Denominator: cell(6), Source: cell(7)}
		for i, text := range []string{f.Edition, f.Date, f.Metric, f.Value} {
			if text == "" {
				t.errs.add(r.line, publishedColumns()[i], "is empty")
			}
		}
		if f.Date != "" && f.Day() == 0 {
			t.errs.add(r.line, "figure_date", "%q is not a day, a month or a year like 2026-10-31, 2026-10 or 2026", f.Date)
		}
		all = append(all, f)
	}
	if len(all) == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	return all, nil
}
