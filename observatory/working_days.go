package observatory

import "time"

// AddWorkingDays returns the n-th working day after the day: weekends and the
// public holidays of metropolitan France are none.
func AddWorkingDays(d Day, n int) Day {
	for n > 0 {
		d++
		if d.working() {
			n--
		}
	}
	return d
}

func (d Day) working() bool {
	date := d.Date()
	if weekday := date.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		return false
	}
	switch date.Format("01-02") {
	case "01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25":
		return false
	}
	const monday, ascension, whitMonday = 1, 39, 50 // days after Easter
	after := int(d - easter(date.Year()))
	return after != monday && after != ascension && after != whitMonday
}

// easter is Easter Sunday of the Gregorian calendar, by the anonymous algorithm
// that Nature printed in 1876.
func easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	sum := h + l - 7*m + 114
	return NewDay(year, time.Month(sum/31), sum%31+1)
}
