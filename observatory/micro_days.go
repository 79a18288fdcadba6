package observatory

// Days is the number rounded up to whole days.
func (m Micro) Days() int { return int((m + Micros - 1) / Micros) }
