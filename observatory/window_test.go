package observatory_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"servicequality/observatory"
)

func day(t *testing.T, text string) observatory.Day {
	t.Helper()
	d, err := observatory.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTwelveMonths(t *testing.T) {
	t.Parallel()
	for asOf, want := range map[string]string{
		"2024-03-31": "2023-04-01 2024-04-01",
		"2023-09-30": "2022-10-01 2023-10-01",
		"2024-02-29": "2023-03-01 2024-03-01",
		"2023-12-31": "2023-01-01 2024-01-01",
		"2024-03-14": "2023-03-15 2024-03-15",
	} {
		w := observatory.TwelveMonths(day(t, asOf))
		if got := w.Start.String() + " " + w.End.String(); got != want {
			t.Errorf("twelve months to %s are %s, want %s", asOf, got, want)
		}
		if w.AsOf() != day(t, asOf) || !w.Contains(w.Start) || w.Contains(w.End) || !w.Contains(w.AsOf()) || w.Contains(w.Start-1) {
			t.Errorf("%s: the window is not half-open", asOf)
		}
		if w.Days() != 365 && w.Days() != 366 {
			t.Errorf("%s: a year of %d days", asOf, w.Days())
		}
	}
}

func TestLastClosedMonth(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2024-04-08T21:59:59Z": "2024-02-29", // still the 8th in Paris
		"2024-04-08T22:00:00Z": "2024-03-31", // the 9th
		"2024-04-30T12:00:00Z": "2024-03-31",
		"2024-01-05T12:00:00Z": "2023-11-30",
		"2024-01-09T12:00:00Z": "2023-12-31",
		"2024-03-31T22:00:00Z": "2024-02-29", // already April in Paris
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := observatory.LastClosedMonth(at).String(); got != want {
			t.Errorf("at %s the last closed month ends on %s, want %s", now, got, want)
		}
	}
}

func TestPublicAsOf(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 4, 20, 12, 0, 0, 0, time.UTC)
	for asOf, nearest := range map[string]string{
		"2024-03-31": "", "2024-02-29": "", "2019-06-30": "",
		"2024-03-20": "2024-03-31", "2024-03-10": "2024-02-29", "2024-03-01": "2024-02-29",
		"2024-04-30": "2024-03-31", "2024-04-20": "2024-03-31", "2031-01-31": "2024-03-31",
	} {
		err := observatory.PublicAsOf(day(t, asOf), now)
		var invalid *observatory.InvalidError
		switch {
		case nearest == "":
			if err != nil {
				t.Errorf("%s is refused: %v", asOf, err)
			}
		case !errors.As(err, &invalid):
			t.Errorf("%s: error %v, want an InvalidError", asOf, err)
		case invalid.Fields[0].Field != "as_of" || !strings.HasSuffix(invalid.Fields[0].Reason, nearest):
			t.Errorf("%s: %v, want the nearest day %s", asOf, err, nearest)
		}
	}
}
