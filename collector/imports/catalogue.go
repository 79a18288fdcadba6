package imports

import (
	"io"
	"slices"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// CatalogueFile is a catalogue that was read and found valid. Its rows are patches:
// what a column says replaces what is known, an empty cell makes it unknown, and what
// the file does not speak of stays.
type CatalogueFile struct {
	name     string
	layout   layout
	bindings []binding
	ignored  []string
	headers  []string
	notes    []string
	rows     []sheet.Row
	// read counts the rows of the file, of which some may be repeated.
	read int
}

// ReadCatalogue reads a catalogue in CSV or XLSX, in the observatory's own
// columns or in those of the public observatory; name is what errors call the
// file. The error is a *FileError.
func ReadCatalogue(r io.Reader, name string) (*CatalogueFile, error) {
	t, err := sheet.Open(r, name, sheet.Limits{Bytes: 64 << 20, Rows: 100_000})
	if err != nil {
		return nil, err
	}
	f := &CatalogueFile{name: name, headers: t.Header, notes: t.Notes}
	var known bool
	if f.layout, known = recognise(t.Header); !known {
		t.Errs.Add(t.HeaderLine, "", "has no column with the titles of the procedures: "+
			"the known layouts are the observatory's own (id, title, ministry, …) and the public observatory's (Nom_Demarche, ID_Demarche, …)")
		return nil, t.Errs
	}
	f.bindings, f.ignored = f.layout.bind(t)
	earlier := map[string]sheet.Row{}
	for r := range t.Rows {
		f.read++
		p := f.check(r, t.Errs)
		if f.repeats(r, p, earlier, t.Errs) {
			continue
		}
		r.Cells = slices.Clone(r.Cells)
		f.rows = append(f.rows, r)
		earlier[rowKey(p)] = r
	}
	if f.read == 0 && len(t.Errs.Faults) == 0 {
		t.Errs.Add(0, "", "has a header and no row under it")
	}
	if err := t.Errs.OrNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// check reads a row as if nothing were known of its procedure.
func (f *CatalogueFile) check(r sheet.Row, errs *sheet.FileError) observatory.Procedure {
	p := unknownProcedure()
	for _, b := range f.bindings {
		if err := b.set(&p, r.Cells[b.index]); err != nil {
			errs.Add(r.Line, b.header, "%s", err)
		} else if b.name == "title" && p.Title == "" {
			errs.Add(r.Line, b.header, "is empty: a procedure needs a title")
		}
	}
	f.checkTogether(&p, r.Line, errs)
	return p
}

// checkTogether finds columns that contradict each other.
func (f *CatalogueFile) checkTogether(p *observatory.Procedure, line int, errs *sheet.FileError) {
	if p.VolumeTotal != nil && p.VolumeOnline != nil && *p.VolumeOnline > *p.VolumeTotal {
		errs.Add(line, f.header("volume_online"), "%d transactions online are more than the %d in all", *p.VolumeOnline, *p.VolumeTotal)
	}
	if p.VolumeStart != 0 && p.VolumeEnd != 0 && p.VolumeEnd < p.VolumeStart {
		errs.Add(line, f.header("volume_end"), "the period of the volumes ends on %s, before it starts on %s", p.VolumeEnd, p.VolumeStart)
	}
}

// rowKey tells the rows of a file apart: by their id, else by title and
// administration.
func rowKey(p observatory.Procedure) string {
	if p.ID != "" {
		return p.ID
	}
	return observatory.Slug(p.Title) + "\n" + p.Administration
}

// repeats says whether the row's procedure was read already; with other cells
// that is a fault.
func (f *CatalogueFile) repeats(r sheet.Row, p observatory.Procedure, earlier map[string]sheet.Row, errs *sheet.FileError) bool {
	first, twice := earlier[rowKey(p)]
	switch {
	case !twice || slices.Equal(first.Cells, r.Cells):
	case p.ID != "":
		errs.Add(r.Line, f.header("id"), "%q is already on line %d, with other cells", p.ID, first.Line)
	default:
		errs.Add(r.Line, f.header("title"), "%q is already on line %d, with other cells: give both an id", p.Title, first.Line)
	}
	return twice
}

// patch writes the row over the procedure; the row was checked.
func (f *CatalogueFile) patch(p *observatory.Procedure, r sheet.Row) {
	for _, b := range f.bindings {
		_ = b.set(p, r.Cells[b.index]) // ReadCatalogue refused whatever fails
	}
}

// header is the name of a column in the file, or ours when the file has none.
func (f *CatalogueFile) header(name string) string {
	for _, b := range f.bindings {
		if b.name == name {
			return b.header
		}
	}
	return name
}

func (f *CatalogueFile) has(name string) bool {
	return slices.ContainsFunc(f.bindings, func(b binding) bool { return b.name == name })
}

// unknownProcedure is a procedure of which nothing is known.
func unknownProcedure() observatory.Procedure {
	return observatory.Procedure{
		Online: observatory.OnlineUnknown, Authentication: observatory.AuthenticationUnknown, Mobile: observatory.MobileUnknown,
	}
}
