package publish

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// schema is a Table Schema (specs.frictionlessdata.io/table-schema).
type schema struct {
	Fields        []schemaField `json:"fields"`
	PrimaryKey    []string      `json:"primaryKey"`
	MissingValues []string      `json:"missingValues"`
}

type schemaField struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

func figuresSchema() schema {
	s := schema{PrimaryKey: []string{"procedure", "kind", "population"}, MissingValues: []string{""}}
	for _, f := range fields() {
		s.Fields = append(s.Fields, schemaField{f.name, f.kind, f.about})
	}
	return s
}

// schema describes the catalogue's CSV by the columns that it has.
func (w *writer) schema() {
	if w.err != nil {
		return
	}
	header, err := csv.NewReader(bytes.NewReader(w.content(CatalogueCSV))).Read()
	if err != nil {
		w.err = err
		return
	}
	s := schema{PrimaryKey: []string{"id"}, MissingValues: []string{""}}
	for _, name := range header {
		s.Fields = append(s.Fields, schemaField{Name: name, Type: catalogueType(name)})
	}
	w.json(CatalogueSchema, s)
}

func catalogueType(column string) string {
	switch {
	case column == "volume_total", column == "volume_online", column == "tell_us_once":
		return "integer"
	case column == "volume_start", column == "volume_end", column == "online_since", strings.HasSuffix(column, "_on"):
		return "date"
	case column == "accessibility_rate", column == "volume_share":
		return "number"
	}
	return "string"
}
