package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

// What would be read as empty, and erase what is known, is a fault of its cell.
func TestCellsWithoutAValue(t *testing.T) {
	t.Parallel()
	const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="B1" t="inlineStr"><is><t>ministry</t></is></c><c r="C1" t="inlineStr"><is><t>remark</t></is></c></row>`
	const vote = `<c r="A2" t="inlineStr"><is><t>Vote</t></is></c>`
	for _, tc := range []struct{ name, rows, after, want string }{
		{"formula never computed", vote + `<c r="B2"><f>X1</f></c>`, "", "cell B2, column ministry: holds a formula without its result"},
		{"formula with an empty number", vote + `<c r="B2"><f>X1</f><v></v></c>`, "", "cell B2, column ministry: holds a formula without its result"},
		{"formula of a text never computed", vote + `<c r="B2" t="str"><f>X1</f></c>`, "", "cell B2, column ministry: holds a formula without its result"},
		{"formulas alone", `<c r="A2"><f>X1</f></c><c r="B2"><f>X2</f></c>`, "", "cell A2, column title: holds a formula without its result"},
		{"error", vote + `<c r="B2" t="e"><v>#N/A</v></c>`, "", "cell B2, column ministry: holds the error #N/A instead of a value"},
		{"error of a formula", vote + `<c r="B2" t="e"><f>X1</f><v>#REF!</v></c>`, "", "cell B2, column ministry: holds the error #REF! instead of a value"},
		{"error that was pasted as text", vote + `<c r="B2" t="inlineStr"><is><t>#REF!</t></is></c>`, "", "line 2, column ministry: holds the error #REF! instead of a value"},
		{"text that is not there", vote + `<c r="B2" t="s"><v>7</v></c>`, "", "cell B2, column ministry: refers to a text that the file does not hold"},
		{"merged down", vote + `<c r="B2" t="inlineStr"><is><t>Min</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Autre</t></is></c><c r="B3"/>`,
			`<mergeCells><mergeCell ref="B2:B3"/></mergeCells>`, "cell B3, column ministry: is merged with B2"},
		{"merged across", vote, `<mergeCells><mergeCell ref="A2:B2"/></mergeCells>`, "cell B2, column ministry: is merged with A2"},
		{"merged header", vote, `<mergeCells><mergeCell ref="A1:B1"/></mergeCells>`, "cell B1, column ministry: is merged with A1"},
		{"header of two rows", `<c r="B2" t="inlineStr"><is><t>name</t></is></c>`, `<mergeCells><mergeCell ref="A1:A2"/></mergeCells>`, "cell A2, column title: is merged with A1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file := book(t, "", "", bookSheet{name: "2026", rows: head + `<row r="2">` + tc.rows + `</row>`, after: tc.after})
			_, err := imports.ReadCatalogue(bytes.NewReader(file), "c.xlsx")
			want := "c.xlsx: " + tc.want
			if strings.HasPrefix(tc.want, "cell") {
				want = "c.xlsx: sheet 2026, " + tc.want
			}
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("the error is %v, want %s", err, want)
			}
		})
	}
	for _, tc := range []struct{ name, rows, after string }{
		{"error in a column that is not read", vote + `<c r="C2" t="e"><v>#N/A</v></c>`, ""},
		{"merged in a column that is not read", vote + `<c r="C2" t="inlineStr"><is><t>x</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Autre</t></is></c>`,
			`<mergeCells><mergeCell ref="C2:C3"/></mergeCells>`},
		{"merged and empty", vote + `</row><row r="3"><c r="A3" t="inlineStr"><is><t>Autre</t></is></c>`, `<mergeCells><mergeCell ref="B2:B3"/></mergeCells>`},
		{"merged beside the table", vote, `<mergeCells><mergeCell ref="E1:F9"/></mergeCells>`},
		{"text that was computed to be empty", vote + `<c r="B2" t="str"><f>X1</f><v></v></c>`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file := book(t, "", "", bookSheet{name: "2026", rows: head + `<row r="2">` + tc.rows + `</row>`, after: tc.after})
			if _, err := imports.ReadCatalogue(bytes.NewReader(file), "c.xlsx"); err != nil {
				t.Error(err)
			}
		})
	}
}

// Values of every kind that programs write are read as a CSV file would have
// them.
func TestCellValues(t *testing.T) {
	t.Parallel()
	const styles = `<numFmts><numFmt numFmtId="164" formatCode="[$-40C]d\ mmmm\ yyyy;@"/><numFmt numFmtId="165" formatCode="0.0%"/>` +
		`<numFmt numFmtId="166" formatCode="d/m;@"/><numFmt numFmtId="167" formatCode="#,##0\ &quot;dossiers&quot;"/><numFmt numFmtId="168" formatCode="0\%"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="11"/><xf numFmtId="168"/></cellXfs>`
	const texts = `<si><t>plain</t></si><si><r><t>ri</t></r><r><rPr/><t xml:space="preserve">ch </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_b_x005F_x</t></si>`
	for _, tc := range []struct{ name, column, cell, want string }{
		{"shared text", "ministry", `t="s"><v>0</v>`, "plain"},
		{"rich text", "ministry", `t="s"><v>1</v>`, "rich text"},
		{"escaped characters", "ministry", `t="s"><v>2</v>`, "a b_x"},
		{"inline rich text", "ministry", `t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is>`, "inline"},
		{"formula's text", "ministry", `t="str"><f>X</f><v>done</v>`, "done"},
		{"true", "ministry", `t="b"><v>1</v>`, "TRUE"},
		{"number as text", "volume_total", `t="inlineStr"><is><t>18 720 381</t></is>`, "18720381"},
		{"number with an exponent", "volume_total", `><v>1.8720381E7</v>`, "18720381"},
		{"number in scientific style", "volume_total", `s="6"><v>1000</v>`, "1000"},
		{"number with a unit", "volume_total", `s="5"><v>7</v>`, "7"},
		{"formula's number", "volume_total", `><f>X</f><v>12</v>`, "12"},
		{"number of binary digits", "accessibility_rate", `><v>57.999999999999993</v>`, "58"},
		{"percentage", "accessibility_rate", `s="3"><v>0.755</v>`, "75.5"},
		{"escaped percent sign", "accessibility_rate", `s="7"><v>75.5</v>`, "75.5"},
		{"date", "online_since", `s="1"><v>43891</v>`, "2020-03-01"},
		{"date in words", "online_since", `s="2"><v>43891</v>`, "2020-03-01"},
		{"date without a year", "online_since", `s="4"><v>43891</v>`, "2020-03-01"},
		{"date as ISO text", "online_since", `t="d"><v>2020-03-01T00:00:00</v>`, "2020-03-01"},
		{"date as text", "online_since", `t="inlineStr"><is><t>2020-03-01</t></is>`, "2020-03-01"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file := book(t, texts, styles, bookSheet{name: "2026", rows: cells(nil, nil, []string{"title", tc.column}) +
				`<row r="5"><c r="A5" t="inlineStr"><is><t>Vote</t></is></c><c r="B5" ` + tc.cell + `</c></row>`})
			f, err := imports.ReadCatalogue(bytes.NewReader(file), "c.xlsx")
			if err != nil {
				t.Fatal(err)
			}
			same, err := imports.ReadCatalogue(strings.NewReader("title,"+tc.column+"\nVote,"+tc.want+"\n"), "c.csv")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(created(t, same), created(t, f)); diff != "" {
				t.Errorf("(-csv +xlsx):\n%s", diff)
			}
		})
	}
}

func created(t *testing.T, f *imports.CatalogueFile) []observatory.Procedure {
	t.Helper()
	changes, err := f.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	return changes.Created
}

// Of the sheets that are shown one is the table; none is dropped without a
// word.
func TestSheets(t *testing.T) {
	t.Parallel()
	table := func(name, state, title string) bookSheet {
		return bookSheet{name: name, state: state, rows: cells([]string{"id", "title"}, []string{title, title})}
	}
	notes := bookSheet{name: "Lisez-moi", rows: cells([]string{"This file"}, nil, []string{"was made by hand."})}
	for _, tc := range []struct {
		name   string
		sheets []bookSheet
		ids    string
		words  string
	}{
		{"hidden first", []bookSheet{table("Old", "hidden", "old"), table("New", "visible", "new")}, "new", "not read, for it is hidden: the sheet Old"},
		{"very hidden", []bookSheet{table("Old", "veryHidden", "old"), table("New", "", "new")}, "new", "not read, for it is hidden: the sheet Old"},
		{"notes after", []bookSheet{table("New", "", "new"), notes}, "new", "not read, for it holds notes and no table: the sheet Lisez-moi"},
		{"notes before", []bookSheet{notes, table("New", "", "new")}, "new", "not read, for it holds notes and no table: the sheet Lisez-moi"},
		{"blank sheets", []bookSheet{{name: "Feuil1"}, table("New", "", "new"), {name: "Feuil3", rows: `<row r="1"><c r="A1" s="0"/></row>`}}, "new", ""},
		{"two tables", []bookSheet{table("A-M", "", "a"), table("N-Z", "", "n")}, "",
			"c.xlsx: has a table on the sheet N-Z beside the one on the sheet A-M: put all rows on one sheet, or hide the sheet that is not meant"},
		{"a short table", []bookSheet{table("A-M", "", "a"), {name: "N-Z", rows: cells([]string{"title"}, []string{"n"})}}, "", "has a table on the sheet N-Z beside"},
		{"another table", []bookSheet{table("A-M", "", "a"), {name: "Words", rows: cells([]string{"word", "meaning"})}}, "", "has a table on the sheet Words beside"},
		{"all hidden", []bookSheet{table("Old", "hidden", "old")}, "", "c.xlsx: is empty on the sheets that are shown (not read, for it is hidden: the sheet Old)"},
		{"hidden rows and columns", []bookSheet{{name: "New", before: `<cols><col min="2" max="16384" hidden="1"/></cols>`,
			rows: strings.Replace(cells([]string{"id", "title"}, []string{"a", "A"}, []string{"b", "B"}), `<row r="3"`, `<row r="3" hidden="1"`, 1)}},
			"a b", "read, though hidden: 1 row of the sheet New\n  read, though hidden: 1 column of the sheet New"},
		{"column without a name", []bookSheet{{name: "New", rows: cells([]string{"", "title"}, []string{"0", "A"})}}, "a", "not read, for it has no name: column A"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, err := imports.ReadCatalogue(bytes.NewReader(book(t, "", "", tc.sheets...)), "c.xlsx")
			if err != nil {
				if tc.ids != "" || !strings.Contains(err.Error(), tc.words) {
					t.Errorf("the error is %v, want %s", err, tc.words)
				}
				return
			}
			changes, err := f.Apply(nil)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, p := range changes.Created {
				ids = append(ids, p.ID)
			}
			if got := strings.Join(ids, " "); got != tc.ids {
				t.Errorf("the procedures are %q, want %q", got, tc.ids)
			}
			if report := f.Report(changes).String(); !strings.Contains(report, tc.words) {
				t.Errorf("the report lacks %q:\n%s", tc.words, report)
			}
		})
	}
}

// A file that is cut, disordered or made to burst is refused in words.
func TestUnsoundWorkbooks(t *testing.T) {
	t.Parallel()
	titled := cells([]string{"title"}, []string{"Vote"})
	var gaps strings.Builder
	for i := range 10_002 {
		fmt.Fprintf(&gaps, `<row><c r="SF%d"><v>1</v></c></row>`, i+1)
	}
	for _, tc := range []struct {
		name, rows, want string
	}{
		{"rows out of order", titled + `<row r="1"/>`, "is not an XLSX file that can be read"},
		{"cells out of order", `<row r="1"><c r="B1"/><c r="A1"/></row>`, "is not an XLSX file that can be read"},
		{"cell of another row", `<row r="1"><c r="A2"/></row>`, "is not an XLSX file that can be read"},
		{"cut", titled + `<row r="3"><c r="A3">`, "is not an XLSX file that can be read"},
		{"gaps", gaps.String(), "has more than 5000000 cells: save it as CSV UTF-8"},
		{"endless text", titled + strings.Repeat(" ", 3<<20), "has a text of more than 1024 KiB: save it as CSV UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := imports.ReadCatalogue(bytes.NewReader(book(t, "", "", bookSheet{name: "a", rows: tc.rows})), "c.xlsx")
			if err == nil || !strings.HasPrefix(err.Error(), "c.xlsx: ") || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is %v, want %s", err, tc.want)
			}
		})
	}
}

// A file that says it becomes too large is not unzipped.
func TestTooMuchOnceUnzipped(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, name := range []string{"xl/a.xml", "xl/b.xml"} {
		if _, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: 200 << 20}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := imports.ReadCatalogue(&file, "c.xlsx")
	if want := "c.xlsx: has more than 256 MiB once it is unzipped: save it as CSV UTF-8"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
