package observatory

import "time"

// The years of a clock that can be right. A machine without a battery starts
// in 1970, and the days of ids and of the database end long after 2100.
const (
	firstYear = 2026
	lastYear  = 2099
)

// CredibleClock says whether a clock that shows t can be right: no rating is
// dated before this program existed. A rating taken at another time would have
// a wrong day for ever, since its id contains the day.
func CredibleClock(t time.Time) bool {
	y := t.Year()
	return firstYear <= y && y <= lastYear
}
