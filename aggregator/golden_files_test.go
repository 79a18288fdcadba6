package aggregator_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/edition/publish"
	"servicequality/observatory/indicator"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// goldenFiles makes every file of the golden edition, as publishing does.
func goldenFiles(t *testing.T, store *sql.Store, f edition.Figures) map[string][]byte {
	t.Helper()
	files, err := publish.Canonical(f, func(w io.Writer, procedures []observatory.Procedure) error {
		return imports.WriteCatalogue(w, procedures, true)
	})
	if err != nil {
		t.Fatal(err)
	}
	book, err := publish.Workbook(f)
	if err != nil {
		t.Fatal(err)
	}
	var parquet bytes.Buffer
	if err := store.EditionParquet(t.Context(), f.Edition, &parquet); err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{book.Name: book.Content, publish.FiguresParquet: parquet.Bytes()}
	for _, file := range files {
		contents[file.Name] = file.Content
	}
	return contents
}

// compareFiles reads the figures back from every format that an edition is
// published in: the cells of all are those of the CSV, variants, states and
// missing values included.
func compareFiles(t *testing.T, files map[string][]byte) {
	t.Helper()
	table, err := csv.NewReader(bytes.NewReader(files[publish.FiguresCSV])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	populations := map[string]int{}
	for _, row := range table[1:] {
		populations[row[slices.Index(table[0], "population")]]++
	}
	for _, name := range append(indicator.Variants(), "headline") {
		if populations[name] == 0 {
			t.Errorf("the golden edition counts nobody as %s: it proves less than it could", name)
		}
	}
	var schema struct{ Fields []schemaField }
	if err := json.Unmarshal(files[publish.FiguresSchema], &schema); err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(*testing.T, []byte, []schemaField) [][]string{
		publish.FiguresJSON: cellsOfJSON, publish.FiguresXLSX: cellsOfWorkbook, publish.FiguresParquet: cellsOfParquet,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(table, read(t, files[name], schema.Fields)); diff != "" {
				t.Errorf("%s does not hold the cells of %s (-CSV +other):\n%.4000s", name, publish.FiguresCSV, diff)
			}
		})
	}
}

// schemaField is a column of a Table Schema.
type schemaField struct{ Name, Type string }

// cellsOfParquet has the engine read the file, each value as its text.
func cellsOfParquet(t *testing.T, content []byte, schema []schemaField) [][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), publish.FiguresParquet)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	answer := sqltest.Query(t, "SELECT * FROM file('"+path+"', Parquet) FORMAT CSVWithNamesAndTypes SETTINGS format_csv_null_representation = '', output_format_decimal_trailing_zeros = 1")
	rows, err := csv.NewReader(bytes.NewReader(answer)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{"string": "String", "boolean": "Bool", "integer": "UInt64", "number": "Decimal(18, 6)", "date": "Date32"}
	for i, f := range schema {
		if got := strings.TrimSuffix(strings.TrimPrefix(rows[1][i], "Nullable("), ")"); !strings.HasPrefix(types[f.Type], got) {
			t.Errorf("the column %s is a %s, the schema says %s", f.Name, rows[1][i], f.Type)
		}
	}
	return slices.Delete(rows, 1, 2)
}

// cellsOfWorkbook reads the sheet as it is stored: numbers are floating-point
// numbers there, which hold six digits. What stands before the CSV's columns is
// for people.
func cellsOfWorkbook(t *testing.T, content []byte, schema []schemaField) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("indicators", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	before := len(rows[0]) - len(schema)
	for i, row := range rows {
		cells := make([]string, len(schema)) // empty cells at a row's end are left out
		copy(cells, row[before:])
		for j, f := range schema {
			if x, err := strconv.ParseFloat(cells[j], 64); err == nil && i > 0 {
				switch f.Type {
				case "number":
					cells[j] = observatory.MicroOf(x).String()
				case "integer":
					cells[j] = strconv.FormatFloat(x, 'f', 0, 64)
				}
			}
		}
		rows[i] = cells
	}
	return rows
}

// cellsOfJSON reads the objects, each followed by its variants.
func cellsOfJSON(t *testing.T, content []byte, schema []schemaField) [][]string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var figures []map[string]any
	if err := decoder.Decode(&figures); err != nil {
		t.Fatal(err)
	}
	rows := make([][]string, 1)
	for _, f := range schema {
		rows[0] = append(rows[0], f.Name)
	}
	for _, figure := range figures {
		rows = append(rows, objectCells(rows[0], figure, figure["procedure"], "headline"))
		variants, _ := figure["variants"].(map[string]any)
		for _, name := range indicator.Variants() {
			if other, ok := variants[name].(map[string]any); ok {
				rows = append(rows, objectCells(rows[0], other, figure["procedure"], name))
			}
		}
	}
	return rows
}

// objectCells is an indicator object as a row of the CSV.
func objectCells(columns []string, figure map[string]any, procedure any, population string) (row []string) {
	window, _ := figure["window"].(map[string]any)
	volumes, _ := figure["provenance"].(map[string]any)
	for _, column := range columns {
		value := figure[column]
		switch column {
		case "edition":
			value = goldenEdition().ID
		case "procedure":
			value = procedure
		case "population":
			value = population
		case "window_start":
			value = window["start"]
		case "window_end":
			value = window["end"]
		case "volumes_origin":
			value = volumes["origin"]
		case "volumes_method":
			value = volumes["method"]
		case "volumes_source":
			value = volumes["source"]
		case "volumes_start":
			value = volumes["period_start"]
		case "volumes_end":
			value = volumes["period_end"]
		}
		row = append(row, objectCell(column, value))
	}
	return row
}

func objectCell(column string, value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case json.Number:
		if x, err := value.Float64(); err == nil && column == "deff" { // the one real number that JSON has in full
			return observatory.MicroOf(x).String()
		}
	case []any:
		texts := make([]string, len(value))
		for i, one := range value {
			texts[i] = fmt.Sprint(one)
		}
		return strings.Join(texts, "|")
	case map[string]any:
		var counts []string
		for code, n := range value {
			counts = append(counts, fmt.Sprint(code, ":", n))
		}
		slices.Sort(counts)
		return strings.Join(counts, "|")
	}
	return fmt.Sprint(value)
}
