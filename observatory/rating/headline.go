package rating

import "servicequality/observatory"

// Headline says whether the slice belongs to the population of the headline
// figures: every answer that was accepted online, whatever came of the
// procedure. It is stated here alone; the queries of package sql ask it which
// standings, channels and outcomes count.
func (s Slice) Headline() bool {
	return s.Standing == Accepted && s.Channel == observatory.ChannelOnline && s.Dimension == ""
}

// WentToTheEnd says whether the slice is of citizens who got through, or did not
// say what came of it.
func (s Slice) WentToTheEnd() bool { return s.Outcome == OutcomeDone || s.Outcome == OutcomeUnknown }
