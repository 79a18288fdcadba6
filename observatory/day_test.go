package observatory_test

import (
	"encoding/json"
	"testing"
	"time"

	"servicequality/observatory"
)

func TestDayOfIsAParisDay(t *testing.T) {
	t.Parallel()
	for instant, want := range map[string]string{
		"2024-03-30T22:59:59Z": "2024-03-30",
		"2024-03-30T23:00:00Z": "2024-03-31", // winter: one hour ahead
		"2024-03-31T21:59:59Z": "2024-03-31", // the night clocks go forward
		"2024-03-31T22:00:00Z": "2024-04-01", // summer: two
		"2024-10-27T22:59:59Z": "2024-10-27",
		"2024-10-27T23:00:00Z": "2024-10-28",
		"2024-12-31T23:30:00Z": "2025-01-01",
		"2024-02-29T12:00:00Z": "2024-02-29",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := observatory.DayOf(at).String(); got != want {
			t.Errorf("%s is in %s, want %s", instant, got, want)
		}
	}
}

// TestDaysOfFiftyYears walks every day once: its start is in it, the instant
// before is not, its text reads back, and its week begins on a Monday.
func TestDaysOfFiftyYears(t *testing.T) {
	t.Parallel()
	for d := observatory.NewDay(2000, 1, 1); d < observatory.NewDay(2050, 1, 1); d++ {
		if observatory.DayOf(d.Start()) != d || observatory.DayOf(d.Start().Add(-time.Nanosecond)) != d-1 {
			t.Fatalf("%s does not begin at %s", d, d.Start())
		}
		if back, err := observatory.ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%s reads back as %s, %v", d, back, err)
		}
		year, week := d.Date().ISOWeek()
		monday := d.Monday()
		mondayYear, mondayWeek := monday.Date().ISOWeek()
		if monday.Date().Weekday() != time.Monday || monday > d || monday <= d-7 || year != mondayYear || week != mondayWeek {
			t.Fatalf("the week of %s begins on %s", d, monday)
		}
		first, last := d.FirstOfMonth(), d.LastOfMonth()
		if first.Date().Day() != 1 || (last+1).Date().Day() != 1 || first > d || last < d || last-first > 30 {
			t.Fatalf("the month of %s is %s to %s", d, first, last)
		}
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  string
		n    int
		want string
	}{{"2024-01-31", 1, "2024-02-01"}, {"2024-01-15", -1, "2023-12-01"}, {"2024-05-31", 0, "2024-05-01"}, {"2024-02-29", 12, "2025-02-01"}} {
		d, err := observatory.ParseDay(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.day, c.n, got, c.want)
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2023-02-29", "2024-13-01", "2024-1-1", "31/03/2024", " 2024-03-31", "2024-03-31T00:00:00Z", "today"} {
		if d, err := observatory.ParseDay(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func TestDayJSON(t *testing.T) {
	t.Parallel()
	window := observatory.Window{Start: observatory.NewDay(2024, 2, 29)}
	text, err := json.Marshal(window)
	if err != nil || string(text) != `{"start":"2024-02-29","end":""}` {
		t.Errorf("%s, %v", text, err)
	}
	var back observatory.Window
	if err := json.Unmarshal(text, &back); err != nil || back != window {
		t.Errorf("%+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"start":"yesterday"}`), &back); err == nil {
		t.Error("a word is read as a day")
	}
}

func FuzzParseDay(f *testing.F) {
	for _, text := range []string{"", "2024-02-29", "9999-12-31", "0000-01-01", "2024-02-30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := observatory.ParseDay(text)
		if err != nil || d == 0 {
			return
		}
		if d.String() != text {
			t.Errorf("%q is written %q", text, d)
		}
	})
}
