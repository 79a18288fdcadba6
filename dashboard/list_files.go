package dashboard

import (
	"path"

	"servicequality/observatory"
)

// layoutObservatoire asks for a list in the columns of the public
// observatory's files.
const layoutObservatoire = "observatoire"

// listFiles leads to the list as it is seen, in every format: the whole of
// what the filters let through, in its order, with the columns chosen.
func (r *request) listFiles(l listing) []link {
	whole := l
	whole.Page, whole.PerPage = 1, defaultPerPage
	var files []link
	for _, format := range []string{"csv", "json", "xlsx"} {
		files = append(files, link{Text: formatName(format), URL: r.address("/demarches."+format, whole.query())})
	}
	query := whole.query()
	query.Del("columns")
	query.Set("layout", layoutObservatoire)
	return append(files, link{Text: r.loc.T("list.layout"), URL: r.address("/demarches.csv", query)})
}

// formatName is what readers call a format.
func formatName(format string) string {
	return map[string]string{"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "svg": "SVG"}[format]
}

// listFile answers with the whole filtered list as a file.
func (d *Dashboard) listFile(r *request) (*answer, error) {
	var bad refusal
	layout := bad.word(r.query, "layout", "", []string{layoutObservatoire})
	if err := bad.orNil(); err != nil {
		return nil, err
	}
	l, err := parseListing(r.query, r.snap.entries)
	if err != nil {
		return nil, err
	}
	kept := l.apply(r.snap.entries)
	format := path.Ext(r.path)
	if format == ".json" {
		all := items[object]{Items: make([]object, 0, len(kept)), Total: len(kept)}
		for _, e := range kept {
			all.Items = append(all.Items, newObject(e))
		}
		return asFile(all, "demarches.json", r.snap.catalogue.Synthetic())
	}
	s := r.listSheet(l, kept)
	if layout == layoutObservatoire && d.cfg.PublicLayout != nil {
		s = d.publicSheet(kept)
	}
	if format == ".xlsx" {
		return s.workbook(r.snap.catalogue.Synthetic())
	}
	return s.answer(r.snap.catalogue.Synthetic())
}

// listSheet is the list as a table: the columns chosen, else all that most
// readers need.
func (r *request) listSheet(l listing, kept []entry) sheet {
	s := sheet{name: "demarches", header: listHeader()}
	if l.Columns == nil {
		for _, e := range kept {
			s.rows = append(s.rows, listCells(e))
		}
		return s
	}
	columns := l.fields()
	s.header = []string{"id", "title"}
	for _, f := range columns {
		s.header = append(s.header, f.names...)
	}
	s.header = append(s.header, "as_of", "synthetic")
	for _, e := range kept {
		row := []string{e.procedure.ID, e.procedure.Title}
		for _, f := range columns {
			row = append(row, f.values(r, e)...)
		}
		s.rows = append(s.rows, append(row, e.asOf.String(), truthOf(e.procedure.Synthetic)))
	}
	return s
}

// publicSheet is the list in the columns of the public observatory's files,
// with their words.
func (d *Dashboard) publicSheet(kept []entry) sheet {
	s := sheet{name: "observatoire"}
	for _, e := range kept {
		header, row := d.cfg.PublicLayout(e.procedure, e.figures)
		s.header, s.rows = header, append(s.rows, row)
	}
	if s.header == nil {
		s.header, _ = d.cfg.PublicLayout(&observatory.Procedure{}, nil)
	}
	return s
}

// asFile writes JSON under a name to save it by.
func asFile(value any, name string, synthetic bool) (*answer, error) {
	a, err := asJSON(value)
	if err != nil {
		return nil, err
	}
	a.filename = fileName(name, synthetic)
	return a, nil
}
