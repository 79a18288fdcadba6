package observatory

// Weekend is 1 on Saturdays and Sundays, 0 on other days.
func (d Day) Weekend() int {
	if d-d.Monday() >= 5 {
		return 1
	}
	return 0
}
