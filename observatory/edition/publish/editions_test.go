package publish_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/edition/publish"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// titles stands in for the catalogue's CSV.
func titles(w io.Writer, procedures []observatory.Procedure) error {
	fmt.Fprintln(w, "id,title,volume_total,online_since")
	for _, p := range procedures {
		fmt.Fprintf(w, "%s,%s,,%s\n", p.ID, p.Title, p.OnlineSince)
	}
	return nil
}

// sample is an edition of two procedures: one with a mark, one with too few.
func sample() edition.Figures {
	e := edition.Edition{ID: "2026-10", State: edition.Frozen, AsOf: observatory.NewDay(2026, time.September, 30),
		Rules: indicator.Rules, FrozenAt: time.Date(2026, time.October, 12, 8, 0, 0, 0, time.UTC)}
	answers := func(week int, bad, medium, good uint64) rating.Tally {
		return rating.Tally{Day: e.Window().Start.Monday() + observatory.Day(7*week+7), Slices: []rating.Slice{{
			Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: bad + medium + good,
			Counts: [5]uint64{bad, medium, good}}}}
	}
	var many []rating.Tally
	for week := range 12 {
		many = append(many, answers(week, 1, uint64(week%3), 12))
	}
	distil := func(id string, tallies ...rating.Tally) indicator.Basis {
		return indicator.Distil(id, indicator.Evidence{Tallies: tallies, First: e.AsOf - 1000, Last: e.AsOf - 2}, e.Rules)
	}
	return edition.Compile(e, edition.Copies{
		Procedures: []observatory.Procedure{
			{ID: "tax", Title: "Impôts & taxes <1>", Ministry: "Économie", Online: observatory.OnlineYes, OwnerEmail: "secret@example.org"},
			{ID: "boat", Title: "Bateau", Online: observatory.OnlinePartial, OnlineSince: observatory.NewDay(2020, time.May, 4)},
		},
		Bases:    map[string]indicator.Basis{"tax": distil("tax", many...), "boat": distil("boat", answers(1, 2, 3, 7))},
		Receipts: map[string]rating.Receipts{"tax": {Accepted: 200}},
	})
}

// signed returns the files of an edition in a folder, with the key to check.
func signed(t *testing.T, f edition.Figures) (fstest.MapFS, ed25519.PublicKey) {
	t.Helper()
	files, err := publish.Canonical(f, titles)
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	files = append(files, publish.File{Name: publish.FiguresParquet, Content: []byte("PAR1"), Writer: "ClickHouse 1"})
	if files, err = publish.Sign(f.Edition.ID, files, key); err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for _, file := range files {
		folder[file.Name] = &fstest.MapFile{Data: file.Content}
	}
	return folder, key.Public().(ed25519.PublicKey)
}

func TestVerify(t *testing.T) {
	t.Parallel()
	folder, key := signed(t, sample())
	report, err := publish.Verify(folder, key, titles)
	if err != nil || report.Edition.ID != "2026-10" || report.Figures != 2*len(indicator.Registry()) || report.Files != 12 {
		t.Fatalf("the report is %+v, %v", report, err)
	}
	another := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	if _, err := publish.Verify(folder, another, titles); err == nil {
		t.Error("another's key verifies")
	}
}

// TestVerifyNamesEveryFlippedByte changes single bytes of every file, takes
// files away and adds one.
func TestVerifyNamesEveryFlippedByte(t *testing.T) {
	t.Parallel()
	folder, key := signed(t, sample())
	for name, file := range folder {
		for _, at := range []int{0, len(file.Data) / 2, len(file.Data) - 1} {
			for _, bit := range []byte{1, 0x80} {
				original := file.Data
				file.Data = slices.Clone(original)
				file.Data[at] ^= bit
				if _, err := publish.Verify(folder, key, titles); err == nil || !strings.Contains(err.Error(), name) {
					t.Errorf("byte %d of %s was flipped, and the error is %v", at, name, err)
				}
				file.Data = original
			}
		}
		delete(folder, name)
		if _, err := publish.Verify(folder, key, titles); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s was taken away, and the error is %v", name, err)
		}
		folder[name] = file
	}
	folder["more.csv"] = &fstest.MapFile{Data: []byte("id\n")}
	if _, err := publish.Verify(folder, key, titles); err == nil || !strings.Contains(err.Error(), "more.csv is no part") {
		t.Errorf("a file was added, and the error is %v", err)
	}
}

// TestVerifyRecomputes signs figures that do not follow from the tallies: one
// in the sixth digit passes, as processors round differently; more is named.
func TestVerifyRecomputes(t *testing.T) {
	t.Parallel()
	satisfaction := func(f edition.Figures) *indicator.Indicator {
		figures := f.Figures["tax"]
		return &figures[slices.IndexFunc(figures, func(i indicator.Indicator) bool { return i.Kind == indicator.KindSatisfaction })]
	}
	for name, test := range map[string]struct {
		change func(edition.Figures)
		words  string
	}{
		"the sixth digit":     {func(f edition.Figures) { *satisfaction(f).Low++ }, ""},
		"two in the sixth":    {func(f edition.Figures) { *satisfaction(f).High -= 2 }, "the figure satisfaction of tax"},
		"a count":             {func(f edition.Figures) { satisfaction(f).N++ }, "the figure satisfaction of tax"},
		"a level":             {func(f edition.Figures) { satisfaction(f).Level = indicator.LevelRed }, "satisfaction of tax"},
		"a variant":           {func(f edition.Figures) { delete(satisfaction(f).Variants, "signed_only") }, "satisfaction (signed_only) of tax"},
		"a figure too few":    {func(f edition.Figures) { f.Figures["boat"] = f.Figures["boat"][1:] }, "online of boat"},
		"a rate of the whole": {func(f edition.Figures) { *f.Summary.Dematerialisation.Strict += 3 }, "summary.json"},
	} {
		f := sample()
		test.change(f)
		f.Edition.Checksum = f.Checksum()
		folder, key := signed(t, f)
		_, err := publish.Verify(folder, key, titles)
		if test.words == "" && err != nil || test.words != "" && (err == nil || !strings.Contains(err.Error(), test.words)) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	mixed := sample()
	mixed.Bases["tax"].Samples[0].Instruments = []string{"avis-1", "marks-2040"}
	mixedFolder, mixedKey := signed(t, mixed)
	_, err := publish.Verify(mixedFolder, mixedKey, titles)
	if want := `tallies.json, of tax: the sample satisfaction is of the series "satisfaction/3", and what marks-2040 asks of "": figures of two series are never averaged`; err == nil || err.Error() != want {
		t.Errorf("a sample of two series: %v, want %s", err, want)
	}
	f := sample()
	f.Edition.Rules = "rules/0"
	folder, key := signed(t, f)
	if _, err := publish.Verify(folder, key, titles); err == nil || !strings.Contains(err.Error(), "rules/0") {
		t.Errorf("other rules: the error is %v", err)
	}
}

// TestVerifyObjections: what owners said is signed with the files, and each
// objection is the edition's own, word for word. An edition of a release that
// knew none has no file of them.
func TestVerifyObjections(t *testing.T) {
	t.Parallel()
	said := edition.Objection{Edition: "2026-10", Procedure: "boat", Text: "<no>", FiledOn: observatory.NewDay(2026, time.October, 20), Answer: "Yes."}
	said.Identify()
	with := func(all ...edition.Objection) edition.Figures {
		f := sample()
		f.Edition.Objections = all
		return f
	}
	folder, key := signed(t, with(said))
	if report, err := publish.Verify(folder, key, titles); err != nil || len(report.Edition.Objections) != 1 || report.Edition.Objections[0] != said {
		t.Fatalf("the report is %+v, %v", report.Edition.Objections, err)
	}
	other, elsewhere, words := said, said, said
	other.Edition, elsewhere.Procedure, words.Text = "2026-09", "plane", "<yes>"
	other.Identify()
	elsewhere.Identify()
	for name, f := range map[string]edition.Figures{
		"another edition's": with(other), "no procedure's": with(elsewhere), "other words": with(words), "twice": with(said, said),
	} {
		folder, key := signed(t, f)
		if _, err := publish.Verify(folder, key, titles); err == nil || !strings.Contains(err.Error(), publish.ObjectionsJSON) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	files, err := publish.Canonical(sample(), titles)
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f publish.File) bool { return f.Name == publish.ObjectionsJSON })
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	if files, err = publish.Sign("2026-10", files, private); err != nil {
		t.Fatal(err)
	}
	folder = fstest.MapFS{}
	for _, file := range files {
		folder[file.Name] = &fstest.MapFile{Data: file.Content}
	}
	if _, err := publish.Verify(folder, key, titles); err != nil {
		t.Errorf("without a file of objections: %v", err)
	}
}

// TestVerifyAnOlderEdition: columns, members and indicators that came with a
// later release do not make an edition wrong.
func TestVerifyAnOlderEdition(t *testing.T) {
	t.Parallel()
	f := sample()
	for id, figures := range f.Figures { // before there was a kind
		f.Figures[id] = slices.DeleteFunc(figures, func(i indicator.Indicator) bool { return i.Kind == indicator.KindMobile })
	}
	f.Edition.Figures, f.Edition.Checksum = uint64(2*(len(indicator.Registry())-1)), f.Checksum()
	older := func(name string, content []byte) []byte {
		switch name {
		case publish.CatalogueJSON: // and a member of the catalogue
			return bytes.ReplaceAll(content, []byte(`,"closed_message":""`), nil)
		case publish.SummaryJSON:
			return bytes.Replace(content, []byte("  \"procedures\": 2,\n"), nil, 1)
		case publish.FiguresCSV: // and a column
			return bytes.ReplaceAll(bytes.ReplaceAll(content, []byte(",rules\n"), []byte("\n")), []byte(",rules/2\n"), []byte("\n"))
		}
		return content
	}
	files, err := publish.Canonical(f, titles)
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		was := len(files[i].Content)
		files[i].Content = older(files[i].Name, files[i].Content)
		if name := files[i].Name; was == len(files[i].Content) && (name == publish.CatalogueJSON || name == publish.SummaryJSON || name == publish.FiguresCSV) {
			t.Errorf("%s was not made older", name)
		}
	}
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	if files, err = publish.Sign(f.Edition.ID, files, key); err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for _, file := range files {
		folder[file.Name] = &fstest.MapFile{Data: file.Content}
	}
	if _, err := publish.Verify(folder, key.Public().(ed25519.PublicKey), titles); err != nil {
		t.Error(err)
	}
}

// TestCanonical: the same bytes twice, nothing private, nothing of too few
// citizens, and a schema that describes the table.
func TestCanonical(t *testing.T) {
	t.Parallel()
	first, key := signed(t, sample())
	again, _ := signed(t, sample())
	for name := range first {
		if !bytes.Equal(first[name].Data, again[name].Data) {
			t.Errorf("%s differs from run to run", name)
		}
		if bytes.Contains(first[name].Data, []byte("secret@")) {
			t.Errorf("%s names an owner", name)
		}
	}
	for _, name := range []string{publish.FiguresCSV, publish.CatalogueCSV} {
		var schema struct {
			Fields []struct{ Name, Type string }
		}
		text := first[strings.TrimSuffix(name, ".csv")+".schema.json"].Data
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(first[name].Data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		for _, f := range schema.Fields {
			columns = append(columns, f.Name)
		}
		if diff := cmp.Diff(rows[0], columns); diff != "" {
			t.Errorf("the schema of %s has other columns: %s", name, diff)
		}
	}
	var bases []indicator.Basis
	if err := json.Unmarshal(first[publish.TalliesJSON].Data, &bases); err != nil {
		t.Fatal(err)
	}
	if s := bases[0].Samples[0]; bases[0].Procedure != "boat" || s.Counts.N() != 0 || s.Citizens.C != 12 {
		t.Errorf("of 12 citizens this is published: %+v", bases[0])
	}
	if _, err := publish.ParseKey(publish.FormatKey(key)); err != nil {
		t.Error(err)
	}
	if _, err := publish.ParseKey("ssh-ed25519"); err == nil {
		t.Error("any word is a key")
	}
}

// TestNoFormula: what an edition from elsewhere printed is no formula in the CSV
// file, and numbers stay numbers.
func TestNoFormula(t *testing.T) {
	t.Parallel()
	below := observatory.Micro(-1_500_000)
	f := edition.Figures{
		Edition:   edition.Edition{ID: "2019-06", AsPrinted: true},
		Catalogue: observatory.NewCatalogue([]observatory.Procedure{{ID: "-x"}}),
		Figures: map[string][]indicator.Indicator{"-x": {{
			Kind: indicator.KindOnline, State: indicator.StatePrinted, Printed: "=HYPERLINK(1)", Value: &below,
		}}},
	}
	files, err := publish.Canonical(f, titles)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f publish.File) bool { return f.Name == publish.FiguresCSV })
	rows, err := csv.NewReader(bytes.NewReader(files[i].Content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]string{}
	for j, name := range rows[0] {
		cells[name] = rows[1][j]
	}
	if cells["printed"] != "'=HYPERLINK(1)" || cells["procedure"] != "'-x" || cells["value"] != "-1.500000" {
		t.Errorf("printed %q, procedure %q, value %q", cells["printed"], cells["procedure"], cells["value"])
	}
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	file, err := publish.Workbook(sample())
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file.Content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("indicators")
	if err != nil || len(rows) != 1+2*len(indicator.Registry())+2*2*4 || rows[0][0] != "title" {
		t.Errorf("the workbook has %d rows, %v", len(rows), err)
	}
	if !strings.HasPrefix(file.Writer, "excelize ") {
		t.Errorf("the writer is %q", file.Writer)
	}
}

// FuzzVerify: whatever is in the folder, a verification ends with an error.
func FuzzVerify(f *testing.F) {
	f.Add("manifest.json", []byte(`{"edition":"2026-10"}`), []byte("AAAA\n"))
	f.Fuzz(func(t *testing.T, name string, content, signature []byte) {
		folder := fstest.MapFS{publish.Manifest: {Data: content}, publish.Signature: {Data: signature}}
		if fs.ValidPath(name) && name != publish.Manifest && name != publish.Signature && !strings.Contains(name, "/") && name != "." {
			folder[name] = &fstest.MapFile{Data: content}
		}
		key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
		if _, err := publish.Verify(folder, key, titles); err == nil {
			t.Error("what nobody signed verifies")
		}
	})
}

// TestVerifyRules1: an edition that was signed under rules/1, whose headline left
// out those who did not get through, is computed again with its own populations.
// The folder is what a program of that time wrote.
func TestVerifyRules1(t *testing.T) {
	t.Parallel()
	folder := os.DirFS(filepath.Join("testdata", "rules-1"))
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	report, err := publish.Verify(folder, key, titles)
	if err != nil || report.Edition.Rules != "rules/1" || report.Figures != len(indicator.Registry()) {
		t.Fatalf("%d figures of %s, %v", report.Figures, report.Edition.Rules, err)
	}
	text, err := fs.ReadFile(folder, publish.FiguresCSV)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"tax,satisfaction,headline,published,,,8.000000", "tax,satisfaction,all_outcomes,published,,,7.400000"} {
		if !strings.Contains(string(text), row) {
			t.Errorf("%s lacks %s", publish.FiguresCSV, row)
		}
	}
}
