package imports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

const buttonsHeader = "procedure,button,name,source,channel,closed_on,message\n"

func TestButtons(t *testing.T) {
	const file = "\ufeffbutton;procedure;name;source;channel;closed_on;message;remark\r\n" +
		"page;jdma:3059;Page de fin;button;;;;x\r\n" +
		"lettre-2025;taxes;Lettre de 2025;letter;post;2026-01-01;Merci, c'est fini.;\r\n"
	f, err := imports.ReadButtons(strings.NewReader(file), "buttons.csv", known)
	if err != nil {
		t.Fatal(err)
	}
	changed, created := f.Changes(nil)
	want := []rating.Button{
		{Procedure: "taxes", ID: "page", Name: "Page de fin", Source: "button"},
		{Procedure: "taxes", ID: "lettre-2025", Name: "Lettre de 2025", Source: "letter", Channel: "post",
			ClosedOn: observatory.NewDay(2026, 1, 1), Message: "Merci, c'est fini."},
	}
	if diff := cmp.Diff(want, changed); diff != "" || created != 2 {
		t.Errorf("%d created (-want +got):\n%s", created, diff)
	}
	for i := range changed {
		changed[i].Import = 7
	}
	if again, created := f.Changes(changed); len(again) != 0 || created != 0 {
		t.Errorf("the second import changes %+v", again)
	}
	changed[0].Name = "Autre"
	if again, created := f.Changes(changed); len(again) != 1 || created != 0 {
		t.Errorf("a correction changes %+v, %d created", again, created)
	}
	wantReport := "buttons of buttons.csv: 2 rows read: 0 created, 1 updated, 1 unchanged\n  columns ignored: remark"
	if diff := cmp.Diff(wantReport, f.Report(1, 0).String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestRefusedButtons(t *testing.T) {
	const row = "taxes,page,Page,button,online,2026-01-01,Merci\n"
	for _, tc := range []struct{ name, file, want string }{
		{"header alone", buttonsHeader, "buttons.csv: has a header and no row under it"},
		{"no button", "procedure,name\n",
			"buttons.csv: line 1: has no column button: buttons are procedure, button, name, source, channel, closed_on, message"},
		{"a column twice", "Button," + buttonsHeader, "buttons.csv: line 1, column button: stands there twice"},
		{"unknown procedure", buttonsHeader + strings.Replace(row, "taxes", "moon", 1), `buttons.csv: line 2, column procedure: "moon" is no procedure of the catalogue`},
		{"bad day", buttonsHeader + strings.Replace(row, "2026-01-01", "1/1/2026", 1), `buttons.csv: line 2, column closed_on: "1/1/2026" is not a date like 2026-10-31`},
		{"open with a message", buttonsHeader + strings.Replace(row, "2026-01-01", "", 1), `buttons.csv: line 2, column message: goes with the day of closing, closed_on`},
		{"twice", buttonsHeader + row + row, `buttons.csv: line 3, column button: page is described by line 2 already`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := imports.ReadButtons(strings.NewReader(tc.file), "buttons.csv", known)
			if err == nil || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

func FuzzReadButtons(f *testing.F) {
	f.Add([]byte(buttonsHeader + "taxes,page,Page,button,online,2026-01-01,Merci\n"))
	f.Add([]byte("button;procedure\r\nx;taxes"))
	f.Fuzz(func(_ *testing.T, content []byte) {
		if read, err := imports.ReadButtons(bytes.NewReader(content), "f", known); err == nil {
			read.Changes(nil)
		}
	})
}

// known finds two procedures, one of them also by its number in JDMA.
func known(name string) (string, bool) {
	ids := map[string]string{"passport": "passport", "jdma:3059": "taxes", "taxes": "taxes"}
	id, ok := ids[name]
	return id, ok
}
