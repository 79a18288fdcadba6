package chart

import (
	"strconv"
	"time"

	"servicequality/observatory"
	"servicequality/web/locale"
)

// Notice is what a picture of demonstration data says of itself.
func Notice(l *locale.Locale) string { return l.T("chart.notice") }

// AxisMonth writes a month below an axis, abbreviated; the year stands on a second
// line in January and in the first month shown.
func AxisMonth(l *locale.Locale, month observatory.Day, first bool) string {
	date := month.Date()
	label := l.T("chart.axis." + strconv.Itoa(int(date.Month())))
	if first || date.Month() == time.January {
		label += "\n" + strconv.Itoa(date.Year())
	}
	return label
}

// period writes the months of a cell in full: "octobre 2026", or the first and the
// last of several.
func period(l *locale.Locale, first, last observatory.Day) string {
	if first.FirstOfMonth() == last.FirstOfMonth() {
		return l.Month(first)
	}
	return l.T("chart.period", l.Month(first), l.Month(last))
}
