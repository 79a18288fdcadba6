// Package publish writes the open data of an edition, signs it, and computes
// the edition again from its files alone.
//
// Package edition decides what an edition contains. This package turns it into files:
// canonical CSV and JSON, the same bytes on every run, with checksums, a signature, and
// a verification that needs neither the database nor the publisher.
package publish

import (
	_ "embed" // the text of the licence is part of the program
	"encoding/json"
	"fmt"
	"io"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// Names of the files of an edition.
const (
	EditionJSON     = "edition.json"
	SummaryJSON     = "summary.json"
	CatalogueJSON   = "catalogue.json"
	CatalogueCSV    = "catalogue.csv"
	CatalogueSchema = "catalogue.schema.json"
	TalliesJSON     = "tallies.json"
	FiguresJSON     = "indicators.json"
	FiguresCSV      = "indicators.csv"
	FiguresSchema   = "indicators.schema.json"
	FiguresXLSX     = "indicators.xlsx"
	FiguresParquet  = "indicators.parquet"
	ObjectionsJSON  = "objections.json"
	LicenceText     = "LICENCE.txt"
	Manifest        = "manifest.json"
	Signature       = "manifest.json.sig"
)

// Licence is the licence under which the data may be reused.
const Licence = "Licence Ouverte / Open Licence 2.0 (etalab-2.0)"

// licenceText is the content of LICENCE.txt, in French and English for every reader; its
// placeholder is the id of the edition.
//
//go:embed licence.txt
var licenceText string

// File is one file of an edition.
type File struct {
	Name    string
	Content []byte
	// Writer names the program that made a file whose bytes another release
	// would make differently; empty for canonical files.
	Writer string
}

// about is edition.json: nothing in it depends on when it was written.
type about struct {
	Licence string             `json:"licence"`
	Window  observatory.Window `json:"window"`
	edition.Edition
}

// figure is one element of indicators.json.
type figure struct {
	Procedure string `json:"procedure"`
	indicator.Indicator
}

// MarshalJSON puts the procedure before what the indicator writes of itself.
func (f figure) MarshalJSON() ([]byte, error) {
	own, err := json.Marshal(f.Indicator)
	if err != nil {
		return nil, err
	}
	id, err := json.Marshal(f.Procedure)
	return append([]byte(`{"procedure":`+string(id)+`,`), own[1:]...), err
}

// Canonical returns the files that are the same bytes on every run. The
// catalogue's CSV is written by the function given, without what is private.
func Canonical(f edition.Figures, catalogue func(io.Writer, []observatory.Procedure) error) ([]File, error) {
	w := writer{}
	e := f.Edition
	e.State, e.PublishedAt, e.Manifest = edition.Published, time.Time{}, ""
	w.json(EditionJSON, about{Licence: Licence, Window: e.Window(), Edition: e})
	w.json(SummaryJSON, f.Summary)
	w.json(ObjectionsJSON, append([]edition.Objection{}, e.Objections...))
	w.json(CatalogueJSON, f.Catalogue.Procedures())
	var bases []indicator.Basis
	var figures []figure
	for _, p := range f.Catalogue.Procedures() {
		if !e.AsPrinted {
			bases = append(bases, f.Bases[p.ID])
		}
		for _, i := range f.Figures[p.ID] {
			figures = append(figures, figure{p.ID, i})
		}
	}
	w.json(TalliesJSON, bases)
	w.json(FiguresJSON, figures)
	w.write(FiguresCSV, func(out io.Writer) error { return writeFigures(out, e, figures) })
	w.json(FiguresSchema, figuresSchema())
	w.write(CatalogueCSV, func(out io.Writer) error { return catalogue(out, f.Catalogue.Procedures()) })
	w.schema()
	w.write(LicenceText, func(out io.Writer) error {
		_, err := fmt.Fprintf(out, licenceText, e.ID)
		return err
	})
	return w.files, w.err
}
