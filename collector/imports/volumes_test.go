package imports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

const volumesHeader = "procedure,period_start,period_end,channel,started,completed,method,source\n"

func TestVolumes(t *testing.T) {
	const file = "\ufeffchannel;procedure;period_start;period_end;completed;started;method;source;remark\r\n" +
		"online;jdma:3059;2026-01-01;2026-03-31;1 000;;counted;back office;x\r\n" +
		"all;taxes;2026-01-01;2026-03-31;2000;2500;estimated;;\r\n"
	f, err := imports.ReadVolumes(strings.NewReader(file), "volumes.csv", known, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed, created := f.Changes(nil)
	start, end := observatory.NewDay(2026, 1, 1), observatory.NewDay(2026, 3, 31)
	want := []observatory.Volume{
		{Procedure: "taxes", Start: start, End: end, Channel: "online", Completed: new(uint64(1000)), Method: "counted", Source: "back office"},
		{Procedure: "taxes", Start: start, End: end, Channel: "all", Completed: new(uint64(2000)), Started: new(uint64(2500)), Method: "estimated"},
	}
	for i := range want {
		want[i].Complete()
	}
	if diff := cmp.Diff(want, changed); diff != "" || created != 2 {
		t.Errorf("%d created (-want +got):\n%s", created, diff)
	}
	if again, created := f.Changes(changed); len(again) != 0 || created != 0 {
		t.Errorf("the second import changes %+v", again)
	}
	corrected := changed[1]
	corrected.Completed = new(uint64(1999))
	again, created := f.Changes([]observatory.Volume{changed[0], corrected})
	if len(again) != 1 || created != 0 {
		t.Errorf("a correction changes %+v, %d created", again, created)
	}
	wantReport := "volumes of volumes.csv: 2 rows read: 0 created, 1 updated, 1 unchanged\n  columns ignored: remark"
	if diff := cmp.Diff(wantReport, f.Report(1, 0).String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestRefusedVolumes(t *testing.T) {
	const row = "taxes,2026-01-01,2026-03-31,online,10,9,counted,\n"
	for _, tc := range []struct{ name, file, want string }{
		{"header alone", volumesHeader, "volumes.csv: has a header and no row under it"},
		{"no channel", "procedure,period_start,period_end,completed,method\n",
			"volumes.csv: line 1: has no column channel: volumes are procedure, period_start, period_end, channel, started, completed, method, source"},
		{"a column twice", "Channel," + volumesHeader, "volumes.csv: line 1, column channel: stands there twice"},
		{"unknown procedure", volumesHeader + strings.Replace(row, "taxes", "moon", 1), `volumes.csv: line 2, column procedure: "moon" is no procedure of the catalogue`},
		{"bad day", volumesHeader + strings.Replace(row, "2026-03-31", "31/03/2026", 1), `volumes.csv: line 2, column period_end: "31/03/2026" is not a date like 2026-10-31`},
		{"bad number", volumesHeader + strings.Replace(row, "10", "ten", 1), `volumes.csv: line 2, column started: "ten" is not a whole number`},
		{"bad word", volumesHeader + strings.Replace(row, "counted", "guessed", 1), "volumes.csv: line 2, column method: must be one of counted, estimated"},
		{"more completed", volumesHeader + strings.Replace(row, "9", "11", 1), "volumes.csv: line 2, column completed: must not be more than started"},
		{"the same twice", volumesHeader + row + row, "volumes.csv: line 3: is about the same channel and period as line 2, or has its _id"},
		{"more online than in all", volumesHeader + row + strings.Replace(strings.Replace(row, "online", "all", 1), ",9,", ",8,", 1),
			"volumes.csv: line 2, column completed: more was done online than in all channels together, in this file or with what is known"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := imports.ReadVolumes(strings.NewReader(tc.file), "volumes.csv", known, nil)
			if err == nil {
				t.Fatal("the file was taken")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever is taken is right, and unchanged when it is read again.
func FuzzReadVolumes(f *testing.F) {
	f.Add([]byte(volumesHeader + "taxes,2026-01-01,2026-03-31,online,10,9,counted,s\n"))
	f.Add([]byte("_id;" + strings.ReplaceAll(volumesHeader, ",", ";") + "a;passport;2026-01-01;2026-01-01;all;;1 000;estimated;\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := imports.ReadVolumes(bytes.NewReader(data), "fuzz.csv", known, nil)
		if err != nil {
			return
		}
		all, _ := file.Changes(nil)
		for _, v := range all {
			if err := v.Validate(); err != nil {
				t.Errorf("%+v: %v", v, err)
			}
		}
		if again, _ := file.Changes(all); len(again) > 0 {
			t.Errorf("the second reading changes %+v", again)
		}
	})
}
