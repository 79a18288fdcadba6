package sheet

import "slices"

// Places says which of the known columns each cell of a row belongs to, -1 for
// none.
type Places []int

// At is the place of a known column in the file, -1 when it is not there.
func (p Places) At(column int) int { return slices.Index(p, column) }

// Bind finds the known columns in the header, and returns the names of the
// others too. One that stands there twice is a fault, and so is a missing one
// of those needed; told says what the columns are.
func (t *Table) Bind(names []string, needed func(column int) bool, told string) (bound Places, ignored []string) {
	for at, header := range t.Header {
		column := slices.IndexFunc(names, func(name string) bool { return Fold(name) == Fold(header) })
		switch {
		case column >= 0 && bound.At(column) >= 0:
			t.Errs.Add(t.HeaderLine, header, "stands there twice")
		case column < 0 && header != "":
			ignored = append(ignored, header)
		}
		if column < 0 {
			t.Leave(at)
		}
		bound = append(bound, column)
	}
	for column, name := range names {
		if needed(column) && bound.At(column) < 0 {
			t.Errs.Add(t.HeaderLine, "", "has no column %s: %s", name, told)
		}
	}
	return bound, ignored
}

// End refuses a file without a row under its header, and returns what is wrong
// with the file, if anything is.
func (t *Table) End(rows int) error {
	if rows == 0 && len(t.Errs.Faults) == 0 {
		t.Errs.Add(0, "", "has a header and no row under it")
	}
	return t.Errs.OrNil()
}
