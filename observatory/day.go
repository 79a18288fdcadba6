package observatory

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // days are Paris days, also on a machine without a time-zone database
)

// Day is a civil day in Europe/Paris, counted from 1970-01-01. The zero Day
// means "unknown": nothing that the observatory dates happened in 1970.
type Day int32

const secondsPerDay = 24 * 60 * 60

// Paris is the time zone of every day and every schedule of the observatory.
func Paris() *time.Location { return paris() }

var paris = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the database is embedded in the binary
	}
	return loc
})

// DayOf returns the Paris day in which the instant t falls.
func DayOf(t time.Time) Day {
	y, m, d := t.In(paris()).Date()
	return NewDay(y, m, d)
}

// NewDay returns the day of a calendar date; out-of-range months and days are
// normalised as in time.Date.
func NewDay(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// ParseDay reads an ISO date, YYYY-MM-DD. The empty text is the zero Day.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date like 2026-10-31", s)
	}
	return Day(t.Unix() / secondsPerDay), nil
}

// Date returns midnight UTC of the calendar date: the form that drivers and
// formatters take.
func (d Day) Date() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Start returns the first instant of the day in Paris.
func (d Day) Start() time.Time {
	y, m, day := d.Date().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, paris())
}

// String writes the day as YYYY-MM-DD, and the zero Day as the empty text.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Date().Format(time.DateOnly)
}

// MarshalText writes the day as String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}

// AddMonths moves the first day of a month by n months.
func (d Day) AddMonths(n int) Day {
	t := d.Date()
	return NewDay(t.Year(), t.Month()+time.Month(n), 1)
}

// FirstOfMonth returns the first day of the day's month.
func (d Day) FirstOfMonth() Day { return d.AddMonths(0) }

// LastOfMonth returns the last day of the day's month.
func (d Day) LastOfMonth() Day { return d.AddMonths(1) - 1 }

// Monday returns the first day of the day's ISO week.
func (d Day) Monday() Day { return d - Day((int(d.Date().Weekday())+6)%7) }

// SameDayIn is the day of that number so many months later.
func (d Day) SameDayIn(months int) Day {
	t := d.Date()
	return NewDay(t.Year(), t.Month()+time.Month(months), t.Day())
}

// Weekend is 1 on Saturdays and Sundays, 0 on other days.
func (d Day) Weekend() int {
	if d-d.Monday() >= 5 {
		return 1
	}
	return 0
}
