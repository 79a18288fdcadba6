package observatory

import (
	"math"
	"time"
)

// Window is a span of Paris days, half-open: Start is inside, End is not.
type Window struct {
	Start Day `json:"start"`
	End   Day `json:"end"`
}

const windowMonths = 12

// ClosingDay is the day of the next month on which a month closes: what waits on a
// citizen's device for the network is at most seven days old.
const ClosingDay = 9

// TwelveMonths returns the window of twelve months whose last day is asOf.
// When asOf is a month's last day, both ends are first days of a month.
func TwelveMonths(asOf Day) Window {
	return LastMonths(asOf, windowMonths)
}

// Always is the window of all days.
func Always() Window { return Window{math.MinInt32, math.MaxInt32} }

// Days is the length of the window.
func (w Window) Days() int { return int(w.End - w.Start) }

// Contains says whether the day lies in the window.
func (w Window) Contains(d Day) bool { return d >= w.Start && d < w.End }

// Overlaps says whether a day lies in both windows.
func (w Window) Overlaps(other Window) bool { return w.Start < other.End && other.Start < w.End }

// AsOf is the last day of the window.
func (w Window) AsOf() Day { return w.End - 1 }

// LastMonths returns the window of so many months whose last day is asOf.
func LastMonths(asOf Day, months int) Window {
	end := asOf + 1
	t := end.Date()
	return Window{Start: NewDay(t.Year(), t.Month()-time.Month(months), t.Day()), End: end}
}

// LastClosedMonth returns the last day of the newest month that is closed at
// the instant now, hence public: a month closes on the 9th of the next.
func LastClosedMonth(now time.Time) Day {
	today := DayOf(now)
	last := today.FirstOfMonth() - 1
	if today.Date().Day() < ClosingDay {
		last = last.FirstOfMonth() - 1
	}
	return last
}

// PublicAsOf checks the last day that somebody asks a public window for: it
// must be the last day of a closed month. An InvalidError names the nearest
// day that is.
func PublicAsOf(asOf Day, now time.Time) error {
	closed := LastClosedMonth(now)
	nearest := asOf.LastOfMonth()
	if before := asOf.FirstOfMonth() - 1; asOf-before < nearest-asOf {
		nearest = before
	}
	nearest = min(nearest, closed)
	if asOf == nearest {
		return nil
	}
	return &InvalidError{Fields: []FieldError{{
		Field:  "as_of",
		Reason: "public figures end on the last day of a closed month; the nearest is " + nearest.String(),
	}}}
}
