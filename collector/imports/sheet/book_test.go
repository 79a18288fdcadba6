package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// bookSheet is a sheet of a workbook, written by hand: libraries do not write
// what other programs leave in a file.
type bookSheet struct {
	name, state string
	// before and after stand around the rows.
	before, rows, after string
}

// cells writes rows of texts as a sheet's data, empty ones left out.
func cells(rows ...[]string) string {
	var out strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&out, `<row r="%d">`, i+1)
		for j, text := range row {
			if text != "" {
				fmt.Fprintf(&out, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+j, i+1, text)
			}
		}
		out.WriteString("</row>")
	}
	return out.String()
}

// book makes an XLSX file of the sheets, which share the texts and styles.
func book(t testing.TB, texts, styles string, sheets ...bookSheet) []byte {
	t.Helper()
	const ns = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	part := func(name, text string) {
		content, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := content.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	part("_rels/.rels", `<Relationships><Relationship Id="r" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	var list, refers string
	for i, s := range sheets {
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" state="%s" r:id="r%d"/>`, s.name, i+1, s.state, i)
		refers += fmt.Sprintf(`<Relationship Id="r%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i, rel, i)
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i), `<worksheet`+ns+`>`+s.before+`<sheetData>`+s.rows+`</sheetData>`+s.after+`</worksheet>`)
	}
	part("xl/workbook.xml", `<workbook`+ns+` xmlns:r="`+rel+`"><sheets>`+list+`</sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships>`+refers+
		`<Relationship Id="t" Type="`+rel+`/sharedStrings" Target="/xl/SharedStrings.xml"/>`+
		`<Relationship Id="s" Type="`+rel+`/styles" Target="styles.xml"/></Relationships>`)
	part("xl/sharedStrings.xml", `<sst`+ns+`>`+texts+`</sst>`)
	part("xl/styles.xml", `<styleSheet`+ns+`>`+styles+`</styleSheet>`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
