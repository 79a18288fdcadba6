package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"servicequality/collector/imports"
)

// Whatever an XLSX file holds, it is refused in words or read alike twice, and
// never brings the program down.
func FuzzReadWorkbook(f *testing.F) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "id", "B1": "title", "C1": "volume_total", "A2": "passport", "B2": "Demander un passeport", "C2": 18720381} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			f.Fatal(err)
		}
	}
	var whole bytes.Buffer
	if err := book.Write(&whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()/2])
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read(t, data)
	})
}

// FuzzReadSheet varies what is inside: nearly all changes of a whole file are
// caught by the checksums of its parts.
func FuzzReadSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Vote</t></is></c></row>`, "")
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>`, `<si><t>title</t></si><si><t>Vote</t></si>`)
	f.Add(`<row r="1048577"><c r="XFE1" t="s"><v>-1</v></c></row>`, "")
	f.Add(`<row r="1"><c r="A1" s="9" t="b"><v>1e999</v></c><c r="A1"/></row>`, "<si>")
	f.Add(`<row><c t="str"><v>title</v></c><c t="str"><v>id</v></c></row><row><c t="e"><v>#N/A</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B3"/></mergeCells><sheetData>`, "")
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="d"><v>2026-10-31</v></c></row>`, `<si><r><t>ti</t></r><r><t>t_x006C_e</t></r><rPh><t>no</t></rPh></si>`)
	f.Fuzz(func(t *testing.T, rows, texts string) {
		read(t, book(t, texts, "", bookSheet{name: "a", rows: rows}))
	})
}

// read reads an XLSX catalogue twice.
func read(t *testing.T, data []byte) {
	t.Helper()
	var titles [2]string
	for i := range titles {
		file, err := imports.ReadCatalogue(bytes.NewReader(data), "fuzz.xlsx")
		if err != nil {
			if !strings.Contains(err.Error(), "fuzz.xlsx") {
				t.Errorf("the refusal does not name the file: %v", err)
			}
			return
		}
		changes, err := file.Apply(nil)
		if err != nil {
			return
		}
		for _, p := range changes.Created {
			if p.Title == "" || !utf8.ValidString(p.Title) {
				t.Errorf("the title %q", p.Title)
			}
			titles[i] += p.ID + " " + p.Title + "\n"
		}
	}
	if titles[0] != titles[1] {
		t.Errorf("read as\n%s\nthen as\n%s", titles[0], titles[1])
	}
}
