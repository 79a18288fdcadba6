package observatory

import "time"

// SameDayIn is the day of that number so many months later.
func (d Day) SameDayIn(months int) Day {
	t := d.Date()
	return NewDay(t.Year(), t.Month()+time.Month(months), t.Day())
}
