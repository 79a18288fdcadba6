package edition

import (
	"strconv"

	"servicequality/observatory"
)

// PrintedFigure is one figure of an observatory's history, as a press release or a
// report printed it. It is quoted, and no figure is computed from it.
type PrintedFigure struct {
	// Edition names the edition in its own words, "2019-06 (1st)"; Date is a
	// day, a month or a year, as printed.
	Edition string `json:"edition"`
	Date    string `json:"figure_date"`
	Metric  string `json:"metric"`
	// Value, Numerator and Denominator are texts: "<30" and "~75" are values.
	Value       string `json:"value"`
	Unit        string `json:"unit"`
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
	Source      string `json:"source"`
}

// Day is the last day that the date can mean: for 2021 it is 31 December. It is zero
// for a text that is not a date.
func (f PrintedFigure) Day() observatory.Day {
	switch len(f.Date) {
	case len("2006"):
		d, _ := observatory.ParseDay(f.Date + "-12-31")
		return d
	case len("2006-01"):
		if d, err := observatory.ParseDay(f.Date + "-01"); err == nil {
			return d.LastOfMonth()
		}
		return 0
	}
	d, _ := observatory.ParseDay(f.Date)
	return d
}

// Number is the value where it is printed as an exact number.
func (f PrintedFigure) Number() (observatory.Micro, bool) {
	x, err := strconv.ParseFloat(f.Value, 64)
	if err != nil || x < 0 || x > 1e12 {
		return 0, false
	}
	return observatory.MicroOf(x), true
}

// Dematerialised says whether the figure is a published rate of procedures that
// can be done online.
func (f PrintedFigure) Dematerialised() bool {
	switch f.Metric {
	case "taux de dématérialisation", "réalisables en ligne", "online":
		_, ok := f.Number()
		return ok && f.Unit == "%"
	}
	return false
}
