package rating

// Beyond counts the fewest citizens by whom s is more, and less, than a slice of
// the same citizens counted before.
func (s Slice) Beyond(earlier Slice) (more, less uint64) {
	var up, down uint64
	for level, n := range s.Counts {
		up += n - min(n, earlier.Counts[level])
		down += earlier.Counts[level] - min(n, earlier.Counts[level])
	}
	perCitizen := uint64(1) // answers, at the most: those about help are asked for each channel
	if s.Question == QuestionHelpReached || s.Question == QuestionHelpQuality {
		perCitizen = uint64(len(AdministrationHelp()))
	}
	fewest := func(answers, citizens uint64) uint64 { return max((answers+perCitizen-1)/perCitizen, citizens) }
	return fewest(up, s.Citizens-min(s.Citizens, earlier.Citizens)), fewest(down, earlier.Citizens-min(s.Citizens, earlier.Citizens))
}
