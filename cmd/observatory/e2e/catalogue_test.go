package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// summary is what the test reads of /api/v1/summary.
type summary struct {
	Procedures        uint64
	Online            map[string]uint64
	Dematerialisation map[string]json.Number
	TakeUp            struct {
		Declared        uint64
		Plain, Weighted json.Number
		Online, All     struct {
			Procedures uint64
			Low, High  json.Number
		}
		WithoutTotal uint64 `json:"without_total"`
	} `json:"take_up"`
	Authentication map[string]uint64
	Mobile         map[string]uint64
	VolumeTotal    uint64 `json:"volume_total"`
	Received       uint64
	Ratings        map[string]uint64
	Ministries     []struct {
		Name            string
		Procedures, Yes uint64
		Weighted        json.Number
	}
	Synthetic bool
}

// TestJune2019 loads the first edition of the public observatory, dirty cells
// and all, and compares the answers with what was published of it.
func TestJune2019(t *testing.T) {
	t.Parallel()
	file := testdata(t, "observatoire-2019-06.csv")
	in := serve(t, t.TempDir())
	in.run("demo", "load")
	if !getSummary(t, in, 62).Synthetic {
		t.Error("demonstration data is not marked as synthetic")
	}
	report := in.run("import", "catalogue", file)
	for _, words := range []string{"257 created", "demonstration data was removed"} {
		if !strings.Contains(report, words) {
			t.Errorf("the report of the import does not say %q:\n%s", words, report)
		}
	}
	s := getSummary(t, in, 257)
	equal(t, "online", fmt.Sprint(s.Online), "map[beta:6 local_rollout:0 no:72 partial:10 proactive:0 unknown:1 yes:168]")
	for name, want := range map[string]string{"strict": "65.369650", "weighted": "67.548638", "at_least_partial": "71.595331", "strict_of_target": "67.200000"} {
		equal(t, name, s.Dematerialisation[name].String(), want)
	}
	equal(t, "declared", fmt.Sprint(s.TakeUp.Declared), "144")
	equal(t, "plain", s.TakeUp.Plain.String(), "75.423611")
	equal(t, "weighted", s.TakeUp.Weighted.String(), "86.265438")
	equal(t, "online base", fmt.Sprint(s.TakeUp.Online), "{166 83.683132 86.676574}")
	equal(t, "all base", fmt.Sprint(s.TakeUp.All), "{230 80.206623 83.075707}")
	equal(t, "without total", fmt.Sprint(s.TakeUp.WithoutTotal), "27")
	equal(t, "FranceConnect", fmt.Sprint(s.Authentication["franceconnect"]), "65")
	equal(t, "mobile", fmt.Sprint(s.Mobile), "map[no:57 not_applicable:75 partial:5 unknown:16 yes:104]")
	equal(t, "volume", fmt.Sprint(s.VolumeTotal), "1081295220")
	equal(t, "received", fmt.Sprint(s.Received), "0")
	compareMinistries(t, s)
	home := string(in.get("/?lang=fr"))
	for _, figure := range []string{"65,4", "67,5", "71,6", "67,2", "257"} {
		if !strings.Contains(home, figure) {
			t.Errorf("the home page does not say %s", figure)
		}
	}

	// What is exported changes nothing when it is read again.
	for name, exported := range map[string][]byte{
		"public.csv":  in.get("/demarches.csv?layout=observatoire"),
		"public.xlsx": in.get("/demarches.xlsx?layout=observatoire"),
		"own.csv":     []byte(in.run("export", "catalogue")),
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, exported, 0o600); err != nil {
			t.Fatal(err)
		}
		if report := in.run("import", "catalogue", file); !strings.Contains(report, "0 created, 0 updated, 257 unchanged") {
			t.Errorf("the exported %s is not the catalogue:\n%s", name, report)
		}
	}
	again := in.run("import", "catalogue", file)
	if !strings.Contains(again, "0 created, 0 updated, 257 unchanged") || strings.Contains(again, "committed") {
		t.Errorf("the second import changed something:\n%s", again)
	}
	broken := breakCatalogue(t, file)
	out, status := command(t, "import", "catalogue", broken, "--data", in.data)
	if status != 1 || !strings.Contains(out, "line 40") || !strings.Contains(out, "Statut_En_ligne") {
		t.Errorf("a broken catalogue ended with %d:\n%s", status, out)
	}
	if after := getSummary(t, in, 257); fmt.Sprint(after) != fmt.Sprint(s) {
		t.Error("a refused import changed the summary")
	}
}

func getSummary(t *testing.T, in *instance, procedures uint64) (s summary) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d procedures in the summary", procedures), func() bool {
		s = getJSON[summary](in, "/api/v1/summary")
		return s.Procedures == procedures
	})
	return s
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}

func compareMinistries(t *testing.T, s summary) {
	t.Helper()
	text, err := os.ReadFile(testdata(t, "observatoire-2019-06.expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Ministries map[string]struct {
			N    uint64
			Yes  uint64
			Rate float64 `json:"rate_weighted"`
		}
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(s.Ministries) != len(want.Ministries) {
		t.Errorf("%d ministries, want %d", len(s.Ministries), len(want.Ministries))
	}
	for _, m := range s.Ministries {
		w := want.Ministries[m.Name]
		rate, err := m.Weighted.Float64()
		if err != nil || m.Procedures != w.N || m.Yes != w.Yes || fmt.Sprintf("%.2f", rate) != fmt.Sprintf("%.2f", w.Rate) {
			t.Errorf("%s: %d procedures, %d yes, %s; want %+v", m.Name, m.Procedures, m.Yes, m.Weighted, w)
		}
	}
}

// breakCatalogue copies the file with a word on line 40 that nobody knows.
func breakCatalogue(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	cells := strings.Split(lines[39], ";")
	cells[4] = "Peut-être"
	lines[39] = strings.Join(cells, ";")
	broken := filepath.Join(t.TempDir(), "broken.csv")
	if err := os.WriteFile(broken, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return broken
}

// TestMarks2022 imports as many ratings as eight real procedures got, and
// reads their marks back through the API.
func TestMarks2022(t *testing.T) {
	t.Parallel()
	rows := readCSV(t, testdata(t, "marks-2022-2024.csv"))
	in := serve(t, t.TempDir())
	catalogue, counts := marksFiles(t, rows)
	in.run("import", "catalogue", catalogue)
	report := in.run("import", "ratings", counts)
	if again := in.run("import", "ratings", counts); !strings.Contains(again, "0 created") {
		t.Errorf("the second import changed something:\n%s\nafter\n%s", again, report)
	}
	for _, row := range rows {
		answer := getJSON[struct {
			Indicators []struct {
				Kind, State, Level string
				Value              json.Number
				N                  uint64
				Counts             map[string]uint64
			}
		}](in, "/api/v1/procedures/"+row["procedure_id"]+"?as_of="+row["window_end"])
		found := false
		for _, figure := range answer.Indicators {
			if figure.Kind != "satisfaction" {
				continue
			}
			found = true
			equal(t, row["title"]+" mark", figure.Value.String(), row["satisfaction_mark"])
			equal(t, row["title"]+" level", figure.Level, row["satisfaction_level"])
			for _, code := range []string{"bad", "medium", "good"} {
				equal(t, row["title"]+" "+code, fmt.Sprint(figure.Counts[code]), row["satisfaction_"+code])
			}
		}
		if !found {
			t.Errorf("%s has no satisfaction", row["title"])
		}
	}
}

// marksFiles writes the catalogue and the tidy counts of the marks' rows.
func marksFiles(t *testing.T, rows []map[string]string) (catalogue, counts string) {
	t.Helper()
	var c, n strings.Builder
	c.WriteString("id,title,ministry,online\n")
	n.WriteString("procedure_id,day,instrument,satisfaction,clarity,count\n")
	for _, row := range rows {
		fmt.Fprintf(&c, "%s,%q,%q,yes\n", row["procedure_id"], row["title"], row["ministry"])
		for _, question := range []string{"satisfaction", "clarity"} {
			for _, code := range []string{"bad", "medium", "good"} {
				answers := code + ","
				if question == "clarity" {
					answers = "," + code
				}
				count, err := strconv.Atoi(row[question+"_"+code])
				if err != nil {
					t.Fatal(err)
				}
				// Half on the first day of the window, the rest on the last.
				fmt.Fprintf(&n, "%s,%s,jdma-2,%s,%d\n", row["procedure_id"], row["window_start"], answers, count/2)
				fmt.Fprintf(&n, "%s,%s,jdma-2,%s,%d\n", row["procedure_id"], row["window_end"], answers, count-count/2)
			}
		}
	}
	folder := t.TempDir()
	catalogue, counts = filepath.Join(folder, "catalogue.csv"), filepath.Join(folder, "counts.csv")
	for path, text := range map[string]string{catalogue: c.String(), counts: n.String()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return catalogue, counts
}

func readCSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}
