package rating

import "servicequality/observatory"

// Question names what a slice of a tally counts answers of.
type Question string

// The questions. QuestionAutonomy has two levels: helped, and alone.
// QuestionRating counts every rating once, whatever it answers.
const (
	QuestionRating       Question = "rating"
	QuestionSatisfaction Question = "satisfaction"
	QuestionClarity      Question = "clarity"
	QuestionHelpReached  Question = "help_reached"
	QuestionHelpQuality  Question = "help_quality"
	QuestionAutonomy     Question = "autonomy"
)

// Standing says whether a rating counts.
type Standing string

// A rating is accepted, doubtful (flagged at the door) or quarantined (set
// aside by the operator, reversibly). Only accepted ratings are in the
// headline figures.
const (
	Accepted    Standing = "accepted"
	Doubtful    Standing = "doubtful"
	Quarantined Standing = "quarantined"
)

// Slice is an additive count of the answers to one question by one kind of
// rating. All numbers are integers; adding two slices with the same keys
// gives the slice of both.
type Slice struct {
	Question   Question
	Instrument string
	Channel    string
	Outcome    string
	Standing   Standing
	Signed     bool
	// Dimension is empty for the whole, else one of lang, path (source/button)
	// and autonomy: breakdowns exist for the headline population only, one
	// dimension at a time.
	Dimension string
	Value     string

	// Citizens is C of statistics §3: how many ratings answered the question.
	Citizens uint64
	// Counts holds the answers by level, worst first.
	Counts [5]uint64
	// MM, MY and YY are Σm², Σm·y and Σy² over citizens who gave m answers
	// summing to y (levels counted from 0).
	MM, MY, YY uint64
}

// Tally is what was counted for one procedure on one day, or over a span of
// days that starts with it.
type Tally struct {
	Procedure string
	Day       observatory.Day
	Slices    []Slice
}

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
