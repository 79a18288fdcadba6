package imports_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

const probesHeader = "procedure,at,up,ms\n"

func TestProbes(t *testing.T) {
	const file = "\ufeffAt;Procedure;Up;ms;region\r\n" +
		"2026-10-31T14:05:00+01:00;jdma:3059;yes;321;x\r\n" +
		"2026-10-31 14:05;taxes;NO;;x\r\n"
	f, err := imports.ReadProbes(strings.NewReader(file), "probes.csv", known)
	if err != nil {
		t.Fatal(err)
	}
	changed, created := f.Changes(nil)
	early, late := time.Date(2026, 10, 31, 13, 5, 0, 0, time.UTC), time.Date(2026, 10, 31, 14, 5, 0, 0, time.UTC)
	want := []observatory.Probe{{Procedure: "taxes", At: early, Up: true, Milliseconds: 321}, {Procedure: "taxes", At: late}}
	if diff := cmp.Diff(want, changed); diff != "" || created != 2 {
		t.Errorf("%d created (-want +got):\n%s", created, diff)
	}
	if first, last := f.Span(); !first.Equal(early) || !last.Equal(late) {
		t.Errorf("the file spans %s to %s", first, last)
	}
	if again, created := f.Changes(changed); len(again) != 0 || created != 0 {
		t.Errorf("the second import changes %+v", again)
	}
	changed[0].Milliseconds = 322
	if again, created := f.Changes(changed); len(again) != 1 || created != 0 {
		t.Errorf("a correction changes %+v, %d created", again, created)
	}
	wantReport := "probes of probes.csv: 2 rows read: 0 created, 1 updated, 1 unchanged\n  columns ignored: region"
	if diff := cmp.Diff(wantReport, f.Report(1, 0).String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestRefusedProbes(t *testing.T) {
	const row = "taxes,2026-10-31T14:05:00Z,yes,321\n"
	for _, tc := range []struct{ name, file, want string }{
		{"header alone", probesHeader, "probes.csv: has a header and no row under it"},
		{"no column", "procedure,at,up\n" + row, "probes.csv: line 1: has no column ms: probes are procedure, at, up, ms"},
		{"a column twice", "up,procedure,at,UP,ms\n", "probes.csv: line 1, column UP: stands there twice"},
		{"unknown procedure", probesHeader + strings.Replace(row, "taxes", "moon", 1), `probes.csv: line 2, column procedure: "moon" is no procedure of the catalogue`},
		{"no procedure", probesHeader + strings.Replace(row, "taxes", "", 1), "probes.csv: line 2, column procedure: must be the id or an alias of a procedure"},
		{"a day", probesHeader + strings.Replace(row, "T14:05:00Z", "", 1), `probes.csv: line 2, column at: "2026-10-31" is not an instant like 2026-10-31T14:05:00Z`},
		{"neither up nor down", probesHeader + strings.Replace(row, "yes", "200", 1), `probes.csv: line 2, column up: "200" is neither yes nor no`},
		{"no time", probesHeader + strings.Replace(row, "321", "", 1), `probes.csv: line 2, column ms: "" is not a whole number`},
		{"eleven minutes", probesHeader + strings.Replace(row, "321", "660000", 1), "probes.csv: line 2, column ms: must be at most 600000, ten minutes"},
		{"the same instant", probesHeader + row + strings.Replace(row, "321", "400", 1), "probes.csv: line 3, column at: is the instant of line 2, of the same procedure"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := imports.ReadProbes(strings.NewReader(tc.file), "probes.csv", known)
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("error %v, want %s", err, tc.want)
			}
		})
	}
}

func FuzzReadProbes(f *testing.F) {
	f.Add([]byte(probesHeader + "taxes,2026-10-31T14:05:00Z,yes,321\n"))
	f.Add([]byte("at;ms;up;procedure\n2026-10-31 14:05;;no;jdma:3059\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := imports.ReadProbes(bytes.NewReader(data), "fuzz.csv", known)
		if err != nil {
			return
		}
		changed, created := file.Changes(nil)
		if uint64(len(changed)) != created {
			t.Fatalf("%d of %d are new", created, len(changed))
		}
		for _, p := range changed {
			if err := p.Validate(); err != nil || p.Procedure == "" {
				t.Fatalf("%+v: %v", p, err)
			}
		}
		if again, _ := file.Changes(changed); len(again) != 0 {
			t.Fatalf("the second import changes %+v", again)
		}
	})
}
