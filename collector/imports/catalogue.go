package imports

import (
	"io"
	"slices"

	"servicequality/observatory"
)

// CatalogueFile is a catalogue that was read and found right. Its rows are
// patches: what a column says replaces what is known, an empty cell makes it
// unknown, and what the file does not speak of stays.
type CatalogueFile struct {
	name     string
	layout   layout
	bindings []binding
	ignored  []string
	headers  []string
	notes    []string
	rows     []row
	// read counts the rows of the file, of which some may be repeated.
	read int
}

// ReadCatalogue reads a catalogue in CSV or XLSX, in the observatory's own
// columns or in those of the public observatory; name is what errors call the
// file. The error is a *FileError.
func ReadCatalogue(r io.Reader, name string) (*CatalogueFile, error) {
	t, err := openTable(r, name, limits{bytes: 64 << 20, rows: 100_000})
	if err != nil {
		return nil, err
	}
	f := &CatalogueFile{name: name, headers: t.header, notes: t.notes}
	var known bool
	if f.layout, known = recognise(t.header); !known {
		t.errs.add(t.headerLine, "", "has no column with the titles of the procedures: "+
			"the known layouts are the observatory's own (id, title, ministry, …) and the public observatory's (Nom_Demarche, ID_Demarche, …)")
		return nil, t.errs
	}
	f.bindings, f.ignored = f.layout.bind(t)
	earlier := map[string]row{}
	for r := range t.rows {
		f.read++
		p := f.check(r, t.errs)
		if f.repeats(r, p, earlier, t.errs) {
			continue
		}
		r.cells = slices.Clone(r.cells)
		f.rows = append(f.rows, r)
		earlier[rowKey(p)] = r
	}
	if f.read == 0 && len(t.errs.Faults) == 0 {
		t.errs.add(0, "", "has a header and no row under it")
	}
	if err := t.errs.orNil(); err != nil {
		return nil, err
	}
	return f, nil
}

// check reads a row as if nothing were known of its procedure.
func (f *CatalogueFile) check(r row, errs *FileError) observatory.Procedure {
	p := unknownProcedure()
	for _, b := range f.bindings {
		if err := b.set(&p, r.cells[b.index]); err != nil {
			errs.add(r.line, b.header, "%s", err)
		} else if b.name == "title" && p.Title == "" {
			errs.add(r.line, b.header, "is empty: a procedure needs a title")
		}
	}
	f.checkTogether(&p, r.line, errs)
	return p
}

// checkTogether finds columns that contradict each other.
func (f *CatalogueFile) checkTogether(p *observatory.Procedure, line int, errs *FileError) {
	if p.VolumeTotal != nil && p.VolumeOnline != nil && *p.VolumeOnline > *p.VolumeTotal {
		errs.add(line, f.header("volume_online"), "%d transactions online are more than the %d in all", *p.VolumeOnline, *p.VolumeTotal)
	}
	if p.VolumeStart != 0 && p.VolumeEnd != 0 && p.VolumeEnd < p.VolumeStart {
		errs.add(line, f.header("volume_end"), "the period of the volumes ends on %s, before it starts on %s", p.VolumeEnd, p.VolumeStart)
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
func (f *CatalogueFile) repeats(r row, p observatory.Procedure, earlier map[string]row, errs *FileError) bool {
	first, twice := earlier[rowKey(p)]
	switch {
	case !twice || slices.Equal(first.cells, r.cells):
	case p.ID != "":
		errs.add(r.line, f.header("id"), "%q is already on line %d, with other cells", p.ID, first.line)
	default:
		errs.add(r.line, f.header("title"), "%q is already on line %d, with other cells: give both an id", p.Title, first.line)
	}
	return twice
}

// patch writes the row over the procedure; the row was checked.
func (f *CatalogueFile) patch(p *observatory.Procedure, r row) {
	for _, b := range f.bindings {
		_ = b.set(p, r.cells[b.index]) // ReadCatalogue refused whatever fails
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
