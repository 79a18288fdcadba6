package imports_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/collector/imports"
	"servicequality/collector/imports/sheet/sheettest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

const countsHeader = "procedure_id,day,instrument,satisfaction,clarity,count\n"

func readCounts(t *testing.T, file string) *imports.CountsFile {
	t.Helper()
	f, err := imports.ReadCounts(strings.NewReader(file), "counts.csv")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func itself(id string) (string, bool) { return id, true }

func TestRefusedCounts(t *testing.T) {
	for _, tc := range []struct{ name, file, want string }{
		{"empty", "", "counts.csv: is empty"},
		{"header alone", countsHeader, "counts.csv: has a header and no row under it"},
		{"no count", "procedure_id,day,instrument,satisfaction,clarity\n1,2024-01-01,avis-1,good,\n",
			"counts.csv: line 1: has no column count: counts are procedure_id, day, instrument, satisfaction, clarity, count"},
		{"a column twice", "Procedure ID," + countsHeader, "counts.csv: line 1, column procedure_id: stands there twice"},
		{"no procedure", countsHeader + ",2024-01-01,avis-1,good,,1\n", "counts.csv: line 2, column procedure_id: is empty: counts belong to a procedure"},
		{"not a day", countsHeader + "1,01/02/2024,avis-1,good,,1\n", `counts.csv: line 2, column day: "01/02/2024" is not a date like 2026-10-31`},
		{"no day", countsHeader + "1,,avis-1,good,,1\n", `counts.csv: line 2, column day: "" is not a day between 2000 and 2100`},
		{"a day too far", countsHeader + "1,1970-01-02,avis-1,good,,1\n", `counts.csv: line 2, column day: "1970-01-02" is not a day between 2000 and 2100`},
		{"unknown instrument", countsHeader + "1,2024-01-01,avis-9,good,best,1\n",
			`counts.csv: line 2, column instrument: "avis-9" is not one of avis-1, jdma-3, jdma-2, xwiki-1`},
		{"unknown satisfaction", countsHeader + "1,2024-01-01,avis-1,3,,1\n", `counts.csv: line 2, column satisfaction: "3" is not one of bad, medium, good`},
		{"three points for five", countsHeader + "1,2024-01-01,avis-1,good,good,1\n", `counts.csv: line 2, column clarity: "good" is not one of 1, 2, 3, 4, 5`},
		{"five points for three", countsHeader + "1,2024-01-01,jdma-2,good,5,1\n", `counts.csv: line 2, column clarity: "5" is not one of bad, medium, good`},
		{"no answer", countsHeader + "1,2024-01-01,jdma-2,,,1\n", "counts.csv: line 2: answers neither satisfaction nor clarity"},
		{"less than none", countsHeader + "1,2024-01-01,jdma-2,good,,-1\n", `counts.csv: line 2, column count: "-1" is not a whole number`},
		{"too many", countsHeader + "1,2024-01-01,jdma-2,good,,10000001\n", `counts.csv: line 2, column count: "10000001" is more than 10000000`},
		{"no number", countsHeader + "1,2024-01-01,jdma-2,good,,\n", `counts.csv: line 2, column count: "" is not a whole number`},
		{"the same twice", countsHeader + "1,2024-01-01,jdma-2,good,,1\n2,2024-01-01,jdma-2,good,,1\n1,2024-01-01,jdma-2,good,,1\n",
			"counts.csv: line 4: counts the same answers as line 2"},
		{"wrong number of cells", countsHeader + "1,2024-01-01,jdma-2,good,1\n", "counts.csv: line 2: has 5 cells where the header has 6"},
		{"not UTF-8", countsHeader + "\xe9,2024-01-01,jdma-2,good,,1\n", "counts.csv: line 2: is not UTF-8 text: save the file as CSV UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := imports.ReadCounts(strings.NewReader(tc.file), "counts.csv")
			if err == nil {
				t.Fatal("the file was taken")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRatings(t *testing.T) {
	f := readCounts(t, "\ufeffprocedure_id;day;instrument;satisfaction;clarity;count;remark\r\n"+
		"823;2024-03-31;jdma-2;good;bad;2;the clocks change\r\n823;2024-03-30;avis-1;;5;1;\r\n7;2024-12-01;xwiki-1;bad;;0;\r\n")
	var got []rating.Rating
	distinct := map[uuid.UUID]bool{}
	for r := range f.Ratings {
		if want := r.ReceivedAt.Format(time.DateOnly); r.Day().String() != want {
			t.Errorf("the id is of %s, received on %s", r.Day(), want)
		}
		distinct[r.ID] = true
		r.ID = uuid.Nil
		got = append(got, r)
	}
	summer := rating.Rating{Version: 1, Procedure: "823", Instrument: "jdma-2", Satisfaction: 3, Clarity: 1, Outcome: "unknown",
		Channel: "online", ReceivedAt: time.Date(2024, 3, 31, 10, 0, 0, 0, time.UTC)}
	want := []rating.Rating{
		{Version: 1, Procedure: "823", Instrument: "avis-1", Clarity: 5, Outcome: "unknown", Channel: "online",
			ReceivedAt: time.Date(2024, 3, 30, 11, 0, 0, 0, time.UTC)},
		summer, summer,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(distinct) != 3 {
		t.Errorf("%d different ids for 3 ratings", len(distinct))
	}
	if first, last := f.Days(); first.String() != "2024-03-30" || last.String() != "2024-03-31" {
		t.Errorf("days %s to %s", first, last)
	}
	wantReport := "ratings of counts.csv: 3 rows read: 0 created, 0 updated, 0 unchanged\n" +
		"  columns ignored: remark\n  counts of 3 ratings on 2 procedures"
	if diff := cmp.Diff(wantReport, f.Report().String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func ratingIDs(f *imports.CountsFile) []string {
	var ids []string
	for r := range f.Ratings {
		ids = append(ids, r.ID.String())
	}
	slices.Sort(ids)
	return ids
}

func TestRatingIDsAreThoseOfTheFormerImport(t *testing.T) {
	first := ratingIDs(readCounts(t, countsHeader+"1,2024-01-01,avis-1,good,5,3\n1,2024-01-01,avis-1,good,,1\n"))
	for _, tc := range []struct {
		name, file string
		more       int
	}{
		{"other order and layout", "count;clarity;satisfaction;instrument;day;procedure_id\n1;;good;avis-1;2024-01-01;1\n3;5;good;avis-1;2024-01-01;1\n", 0},
		{"greater count", countsHeader + "1,2024-01-01,avis-1,good,5,5\n1,2024-01-01,avis-1,good,,1\n", 2},
		{"other answers beside", countsHeader + "1,2024-01-01,avis-1,good,5,3\n1,2024-01-01,avis-1,good,,1\n1,2024-01-01,jdma-3,good,5,4\n", 4},
	} {
		t.Run(tc.name, func(t *testing.T) {
			again := ratingIDs(readCounts(t, tc.file))
			for _, id := range first {
				if !slices.Contains(again, id) {
					t.Errorf("%s is not made again", id)
				}
			}
			if len(again) != len(first)+tc.more {
				t.Errorf("%d ratings, want %d", len(again), len(first)+tc.more)
			}
		})
	}
	// These ids are stored for ever: another derivation would import everything
	// a second time.
	want := []string{
		"018cc21b-0580-7587-99f5-10a314d5a48c", "018cc21b-0580-7625-a743-7b35a1344f34",
		"018cc21b-0580-7f2e-9b1e-b670d9c6ca4a", "018cc21b-0580-7fe3-836d-7704499750f4",
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestResolve(t *testing.T) {
	const rows = countsHeader + "xwiki:823,2024-01-01,avis-1,good,,1\n999,2024-01-01,avis-1,good,,1\n998,2024-01-01,avis-1,good,,1\n999,2024-01-02,avis-1,good,,1\n"
	f := readCounts(t, rows)
	catalogue := observatory.NewCatalogue([]observatory.Procedure{{ID: "823", Aliases: []string{"xwiki:823"}}})
	find := func(name string) (string, bool) {
		p, ok := catalogue.Find(name)
		if !ok {
			return "", false
		}
		return p.ID, true
	}
	want := `counts.csv: line 3, column procedure_id: "999" is no procedure of the catalogue` + "\n" +
		`counts.csv: line 4, column procedure_id: "998" is no procedure of the catalogue`
	if err := f.Resolve(find); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}

	f = readCounts(t, countsHeader+"xwiki:823,2024-01-01,avis-1,good,,1\n")
	if err := f.Resolve(find); err != nil {
		t.Fatal(err)
	}
	direct := readCounts(t, countsHeader+"823,2024-01-01,avis-1,good,,1\n")
	if diff := cmp.Diff(ratingIDs(direct), ratingIDs(f)); diff != "" {
		t.Errorf("ids by alias differ from those by id (-id +alias):\n%s", diff)
	}

	f = readCounts(t, countsHeader+"xwiki:823,2024-01-01,avis-1,good,,1\n823,2024-01-01,avis-1,good,,1\n")
	if err, want := f.Resolve(find), "counts.csv: line 3: counts the same answers as line 2"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The counts that the public observatory's marks were computed from give
// ratings whose mean is the mark.
func TestPublishedMarks(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(testdata(t, "marks-2022-2024.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		t.Run(row[1], func(t *testing.T) {
			t.Parallel()
			file := countsHeader
			for i, code := range rating.SatisfactionCodes() {
				file += fmt.Sprintf("%s,%s,jdma-2,%s,,%s\n", row[0], row[3], code, row[5+i])
			}
			f := readCounts(t, file)
			if err := f.Resolve(itself); err != nil {
				t.Fatal(err)
			}
			var n, sum uint64
			for r := range f.Ratings {
				n++
				sum += uint64(r.Satisfaction - 1)
			}
			if n != f.Len() {
				t.Errorf("%d ratings, announced as %d", n, f.Len())
			}
			if mark := observatory.MicroRatio(sum, n, 5); mark.String() != row[8] {
				t.Errorf("mark %s, want %s", mark, row[8])
			}
		})
	}
}

func BenchmarkRatings(b *testing.B) {
	f, err := imports.ReadCounts(strings.NewReader(countsHeader+"823,2024-03-31,jdma-2,good,bad,10000000\n"), "counts.csv")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		for range f.Ratings {
			if n++; n%1000 == 0 {
				break
			}
		}
	}
}

func TestCountsInWorkbook(t *testing.T) {
	file := sheettest.Workbook(t, map[string]string{"B2": "yyyy-mm-dd"},
		[]any{"procedure_id", "day", "instrument", "satisfaction", "clarity", "count"},
		[]any{"823", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), "avis-1", "good", 5, 2})
	f, err := imports.ReadCounts(file, "counts.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	same, err := imports.ReadCounts(strings.NewReader(countsHeader+"823,2024-01-01,avis-1,good,5,2\n"), "counts.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ratingIDs(same), ratingIDs(f)); diff != "" {
		t.Errorf("ids of the CSV file and of the workbook (-csv +xlsx):\n%s", diff)
	}
}
