package chart

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web/locale"
)

var updateGoldens = flag.Bool("update", false, "rewrite the golden files under testdata")

const hostile = `</script><img src=x onerror=alert(1)>{b|"'`

// chartLocale has the messages of charts, and other ones than the pages', which may
// change without these tests.
func chartLocale(code string) *locale.Locale {
	messages := map[string]string{"unit.percent": "%"}
	if code == locale.French {
		messages["unit.percent"] = locale.NoBreakSpace + "%"
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "web", "locale", "messages", "chart."+code+".json"))
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(text, &messages); err != nil {
		panic(err)
	}
	for month := time.January; month <= time.December; month++ {
		messages[fmt.Sprintf("month.%d", month)] = strings.ToLower(month.String())
	}
	for _, code := range []string{"yes", "proactive", "local_rollout", "partial", "beta", "no", "unknown"} {
		messages["word.online."+code] = "Online: " + code
	}
	for _, code := range rating.SatisfactionCodes() {
		messages["answer.satisfaction."+code] = "Answer: " + code
	}
	return locale.New(code, messages)
}

func number(x float64) *float64 { return &x }

// monthCell is a cell of some months from a first one on.
func monthCell(first observatory.Day, months int, value, half float64, n uint64) MonthCell {
	write := func(x float64) string { return fmt.Sprintf("%.1f", x) }
	return MonthCell{
		First: first, Last: first.AddMonths(months) - 1, N: n,
		Value: number(value), Low: number(value - half), High: number(value + half),
		Text: write(value), LowText: write(value - half), HighText: write(value + half),
	}
}

// sampleMonthly is a year of marks with two silent months, two pooled ones and
// a new questionnaire.
func sampleMonthly(title string) Monthly {
	m := Monthly{
		ID: "satisfaction-passport", Title: title, Series: "Satisfaction", Format: FormatMark,
		From: observatory.NewDay(2025, time.May, 1), To: observatory.NewDay(2026, time.April, 30),
		Bounds:  []BoundLine{{8, "8"}, {5, "5"}},
		Changes: []MonthChange{{observatory.NewDay(2026, time.March, 1), "avis-1"}},
	}
	for _, cell := range []struct {
		month, months int
		value         float64
	}{{0, 1, 6.25}, {1, 1, 6.5}, {2, 1, 6}, {5, 1, 7.75}, {6, 1, 7.5}, {7, 1, 7}, {8, 2, 7.5}, {10, 1, 8.25}, {11, 1, 8.5}} {
		m.Cells = append(m.Cells, monthCell(m.From.AddMonths(cell.month), cell.months, cell.value, 0.5, uint64(300+97*cell.month)))
	}
	return m
}

func sampleShares(title string) Shares {
	return Shares{ID: "online", Title: title, Groups: []ShareGroup{
		{"Intérieur", map[string]uint64{"yes": 40, "partial": 4, "beta": 2, "no": 12, "proactive": 1, "local_rollout": 3}},
		{"Justice", map[string]uint64{"yes": 3, "partial": 2, "no": 11, "unknown": 2}},
		{"Culture", nil},
	}}
}

func sampleCharts(l *locale.Locale, title string) map[string]Chart {
	marks := sampleMonthly(title)
	marks.Synthetic = true
	share := Shares{ID: "help", Title: title, Groups: []ShareGroup{{Counts: map[string]uint64{"bad": 24892, "medium": 64774, "good": 181799}}}}
	return map[string]Chart{
		"marks":   MarksByMonth(l, marks),
		"status":  StatusShare(l, sampleShares(title)),
		"answers": AnswerDistribution(l, share),
	}
}

func TestDrawingGolden(t *testing.T) {
	t.Parallel()
	for _, code := range locale.Codes() {
		for name, chart := range sampleCharts(chartLocale(code), "Passport & Co") {
			t.Run(name+" "+code, func(t *testing.T) {
				got, err := json.MarshalIndent(struct {
					Drawing Drawing
					Table   [][]string
				}{chart.Drawing(), chart.Table.Records()}, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				compareGolden(t, filepath.Join("testdata", "charts", name+"."+code+".json"), append(got, '\n'))
			})
		}
	}
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *updateGoldens {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got); run the test with -update if that is meant:\n%s", file, diff)
	}
}

func TestGapIsNotZero(t *testing.T) {
	t.Parallel()
	m := Monthly{
		ID: "x", Title: "X", Series: "X", Format: FormatMark,
		From: observatory.NewDay(2026, time.January, 1), To: observatory.NewDay(2026, time.March, 31),
	}
	m.Cells = []MonthCell{
		monthCell(m.From, 1, 0, 0, 40),
		{First: m.From.AddMonths(1), Last: m.From.AddMonths(2) - 1, N: 12},
	}
	text, err := json.Marshal(MarksByMonth(chartLocale(locale.English), m).Drawing())
	if err != nil {
		t.Fatal(err)
	}
	var drawing struct {
		Option struct {
			Series []struct {
				ID   string
				Data []struct{ Value *float64 }
			}
		}
	}
	if err := json.Unmarshal(text, &drawing); err != nil {
		t.Fatal(err)
	}
	for _, series := range drawing.Option.Series {
		if len(series.Data) != 3 || series.Data[0].Value == nil || *series.Data[0].Value != 0 {
			t.Errorf("series %s: want three months, 0 in the first: %+v", series.ID, series.Data)
		}
		for month, datum := range series.Data[1:] {
			if datum.Value != nil {
				t.Errorf("series %s: month %d has no figure, got %v", series.ID, month+2, *datum.Value)
			}
		}
	}
}

func TestAlternativeText(t *testing.T) {
	t.Parallel()
	from := observatory.NewDay(2026, time.January, 1)
	at := from.AddMonths
	for _, test := range []struct {
		name, lang string
		cells      []MonthCell
		want       string
	}{
		{"nothing", locale.English, nil, "T. No month has enough answers for a figure."},
		{"one figure", locale.English, []MonthCell{monthCell(from, 3, 7, 1, 9)},
			"T. A single figure: 7.0 (january 2026 to march 2026). 9 months without a figure. The table has the same numbers."},
		{"a rise in French", locale.French, []MonthCell{monthCell(from, 1, 6, 0.2, 9), monthCell(at(1), 1, 5.5, 1, 9), monthCell(at(2), 10, 7.4, 0.2, 9)},
			"T. De 6,0 (january 2026) à 7,4 (march 2026 à december 2026)\u00a0; au plus bas 5,5 (february 2026), " +
				"au plus haut 7,4 (march 2026 à december 2026)\u00a0; hausse établie. Les mêmes nombres sont dans le tableau."},
		{"a fall", locale.English, []MonthCell{monthCell(from, 1, 6, 0.2, 9), monthCell(at(1), 11, 5, 0.2, 9)},
			"T. From 6.0 (january 2026) to 5.0 (february 2026 to december 2026); lowest 5.0 (february 2026 to december 2026), " +
				"highest 6.0 (january 2026); a clear fall. The table has the same numbers."},
		{"too close to call", locale.English, []MonthCell{monthCell(from, 6, 6, 1, 9), monthCell(at(6), 5, 7, 1, 9)},
			"T. From 6.0 (january 2026 to june 2026) to 7.0 (july 2026 to november 2026); lowest 6.0 (january 2026 to june 2026), " +
				"highest 7.0 (july 2026 to november 2026); no clear rise or fall, the intervals overlap. " +
				"One month without a figure. The table has the same numbers."},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Monthly{ID: "t", Title: "T.", Series: "T", Format: FormatMark, From: from, To: at(12) - 1, Cells: test.cells}
			if diff := cmp.Diff(test.want, MarksByMonth(chartLocale(test.lang), m).Alt); diff != "" {
				t.Errorf("alternative text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHostileTitleInPage(t *testing.T) {
	t.Parallel()
	page := template.Must(template.New("").Parse(`<script type="application/json">{{.Drawing}}</script>`))
	for name, chart := range sampleCharts(chartLocale(locale.French), hostile) {
		var b bytes.Buffer
		if err := page.Execute(&b, chart); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if strings.Count(text, "<") != 2 {
			t.Errorf("%s: the title opens an element: %s", name, text)
		}
		inside := strings.TrimSuffix(strings.TrimPrefix(text, `<script type="application/json">`), "</script>")
		var drawing Drawing
		if err := json.Unmarshal([]byte(inside), &drawing); err != nil {
			t.Fatalf("%s: the page's JSON cannot be read: %v", name, err)
		}
		if drawing.Title != hostile {
			t.Errorf("%s: title %q, want %q", name, drawing.Title, hostile)
		}
	}
}
