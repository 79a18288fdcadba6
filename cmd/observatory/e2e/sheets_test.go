package e2e

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bookSheet is a sheet of a workbook: its name, whether it is shown, its rows.
type bookSheet struct {
	name, state string
	rows        string
	merged      string
}

// texts writes rows of text cells; a cell that begins with < is written as it
// is.
func texts(rows ...[]string) string {
	var out strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&out, `<row r="%d">`, i+1)
		for j, text := range row {
			place := fmt.Sprintf("%c%d", 'A'+j, i+1)
			switch {
			case strings.HasPrefix(text, "<"):
				out.WriteString(strings.ReplaceAll(text, "HERE", place))
			case text != "":
				fmt.Fprintf(&out, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, place, text)
			}
		}
		out.WriteString("</row>")
	}
	return out.String()
}

// bookFile writes an XLSX file by hand, for no library leaves in it what other
// programs do.
func bookFile(t *testing.T, sheets ...bookSheet) string {
	t.Helper()
	const ns = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const content = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	parts := map[string]string{
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	}
	types := `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + content + `sheet.main+xml"/>`
	var list, refers string
	for i, s := range sheets {
		part := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		types += `<Override PartName="/xl/` + part + `" ContentType="` + content + `worksheet+xml"/>`
		refers += fmt.Sprintf(`<Relationship Id="r%d" Type="%s/worksheet" Target="%s"/>`, i+1, rel, part)
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" state="%s" r:id="r%d"/>`, s.name, i+1, s.state, i+1)
		merged := ""
		if s.merged != "" {
			merged = `<mergeCells count="1"><mergeCell ref="` + s.merged + `"/></mergeCells>`
		}
		parts["xl/"+part] = `<worksheet` + ns + `><sheetData>` + s.rows + `</sheetData>` + merged + `</worksheet>`
	}
	parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` + types + `</Types>`
	parts["xl/workbook.xml"] = `<workbook` + ns + ` xmlns:r="` + rel + `"><sheets>` + list + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + refers + `</Relationships>`
	path := filepath.Join(t.TempDir(), "book.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	for name, text := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSpreadsheetsEraseNothing imports workbooks as people make them: what
// cannot be read is told with its cell, and leaves what is known; of several
// sheets the one that is shown is read, and none is dropped without a word.
func TestSpreadsheetsEraseNothing(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "ete,Inscrire un enfant,Éducation,yes,", "zoo,Déclarer un animal,Agriculture,yes,"))
	before := in.run("export", "catalogue")
	head := []string{"id", "title", "ministry"}
	for _, tc := range []struct {
		name  string
		sheet bookSheet
		want  string
	}{
		{"formula without its result", bookSheet{rows: texts(head, []string{"ete", "Inscrire un enfant", `<c r="HERE"><f>A1</f></c>`})}, "sheet 2026, cell C2, column ministry: holds a formula without its result"},
		{"error value", bookSheet{rows: texts(head, []string{"ete", "Inscrire un enfant", `<c r="HERE" t="e"><v>#N/A</v></c>`})}, "sheet 2026, cell C2, column ministry: holds the error #N/A"},
		{"merged cells", bookSheet{rows: texts(head, []string{"ete", "Inscrire un enfant", "Éducation"}, []string{"zoo", "Déclarer un animal"}), merged: "C2:C3"},
			"sheet 2026, cell C3, column ministry: is merged with C2"},
	} {
		tc.sheet.name = "2026"
		out, status := command(t, "import", "catalogue", bookFile(t, tc.sheet), "--data", in.data)
		if status != 1 || !strings.Contains(out, tc.want) {
			t.Errorf("%s: ended with %d, want %q:\n%s", tc.name, status, tc.want, out)
		}
		if after := in.run("export", "catalogue"); after != before {
			t.Errorf("%s changed the catalogue from\n%sto\n%s", tc.name, before, after)
			before = after
		}
	}

	two := bookFile(t, bookSheet{name: "A-M", rows: texts(head, []string{"un", "Un", "Min"})}, bookSheet{name: "N-Z", rows: texts(head, []string{"deux", "Deux", "Min"})})
	if out, status := command(t, "import", "catalogue", two, "--data", in.data); status != 1 || !strings.Contains(out, "sheet N-Z") {
		t.Errorf("two tables ended with %d:\n%s", status, out)
	}
	out := in.run("import", "catalogue", bookFile(t,
		bookSheet{name: "Ancien", state: "hidden", rows: texts(head, []string{"ancien", "Ancienne", "Min"})},
		bookSheet{name: "Lisez-moi", rows: texts([]string{"Catalogue de mars"})},
		bookSheet{name: "Catalogue", rows: texts(head, []string{"neuf", "Nouvelle", "Min"})}))
	for _, want := range []string{"1 created", "the sheet Ancien", "the sheet Lisez-moi"} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
	if list := in.run("procedure", "list"); !strings.Contains(list, "neuf") || strings.Contains(list, "ancien") || strings.Contains(list, "deux") {
		t.Errorf("the procedures are\n%s", list)
	}

	export := []string{"Date de l'avis", "Identifiant Avis", "Satisfaction"}
	ratings := in.run("import", "ratings", "--procedure", "ete", bookFile(t,
		bookSheet{name: "Mars", rows: texts(export, []string{"2026-03-01 08:00:01", "aaaaaaa", "Très bien"})},
		bookSheet{name: "brouillon", state: "hidden", rows: texts(export, []string{"2026-02-01 08:00:01", "bbbbbbb", "Pas bien"})}))
	if !strings.Contains(ratings, "1 created, 0 updated") {
		t.Errorf("an export with a hidden sheet:\n%s", ratings)
	}
}
