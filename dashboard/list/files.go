package list

import (
	"path"

	"servicequality/dashboard/data"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/web"
)

// LayoutObservatoire asks for a list in the columns of the public
// observatory's files.
const LayoutObservatoire = "observatoire"

// listFiles leads to the list as it is seen, in every format: the whole of
// what the filters let through, in its order, with the columns chosen.
func listFiles(r *page.Request, l snapshot.Listing) []page.Link {
	whole := l
	whole.Page, whole.PerPage = 1, snapshot.DefaultPerPage
	var files []page.Link
	for _, format := range []string{"csv", "json", "xlsx"} {
		files = append(files, page.Link{Text: page.FormatName(format), URL: r.Address("/demarches."+format, whole.Query())})
	}
	query := whole.Query()
	query.Del("columns")
	query.Set("layout", LayoutObservatoire)
	return append(files, page.Link{Text: r.Loc.T("list.layout"), URL: r.Address("/demarches.csv", query)})
}

// File answers with the whole filtered list as a file.
func (d Pages) File(r *page.Request) (*web.Answer, error) {
	var bad web.Refusal
	layout := bad.Word(r.Query, "layout", "", []string{LayoutObservatoire})
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	l, err := snapshot.ParseListing(r.Query, r.Snap.Entries, ColumnKeys())
	if err != nil {
		return nil, err
	}
	kept, err := l.Apply(r.Snap)
	if err != nil {
		return nil, err
	}
	format := path.Ext(r.Path)
	if format == ".json" {
		all := page.Items[data.Procedure]{Items: make([]data.Procedure, 0, len(kept)), Total: len(kept)}
		for _, e := range kept {
			all.Items = append(all.Items, data.ProcedureOf(e))
		}
		return web.JSONFile(all, "demarches.json", r.Snap.Catalogue.Synthetic())
	}
	s := listSheet(r, l, kept)
	if layout == LayoutObservatoire && d.Cfg.PublicLayout != nil {
		s = d.publicSheet(kept)
	}
	if format == ".xlsx" {
		return s.XLSX(r.Snap.Catalogue.Synthetic())
	}
	return s.CSV(r.Snap.Catalogue.Synthetic())
}

// listSheet is the list as a table: the columns chosen, else all that most
// readers need.
func listSheet(r *page.Request, l snapshot.Listing, kept []snapshot.Entry) web.Sheet {
	s := web.Sheet{Name: "demarches", Header: data.ListHeader()}
	if l.Columns == nil {
		for _, e := range kept {
			s.Rows = append(s.Rows, data.ListCells(e))
		}
		return s
	}
	columns := ChosenFields(l)
	s.Header = []string{"id", "title"}
	for _, f := range columns {
		s.Header = append(s.Header, f.names...)
	}
	s.Header = append(s.Header, "as_of", "synthetic")
	for _, e := range kept {
		row := []string{e.Procedure.ID, e.Procedure.Title}
		for _, f := range columns {
			row = append(row, f.values(r, e)...)
		}
		s.Rows = append(s.Rows, append(row, e.AsOf.String(), page.TruthOf(e.Procedure.Synthetic)))
	}
	return s
}

// publicSheet is the list in the columns of the public observatory's files,
// with their words.
func (d Pages) publicSheet(kept []snapshot.Entry) web.Sheet {
	s := web.Sheet{Name: "observatoire"}
	for _, e := range kept {
		header, row := d.Cfg.PublicLayout(e.Procedure, e.Figures)
		s.Header, s.Rows = header, append(s.Rows, row)
	}
	if s.Header == nil {
		s.Header, _ = d.Cfg.PublicLayout(&observatory.Procedure{}, nil)
	}
	return s
}
