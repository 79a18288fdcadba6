package widgets

import (
	"slices"

	"servicequality/observatory/rating"
)

// step is one page of the form. Its value stands in addresses.
type step string

const (
	stepSatisfaction step = "satisfaction"
	stepClarity      step = "clarity"
	stepHelp         step = "help"
	// stepContact follows stepHelp when a channel of the administration was
	// ticked.
	stepContact step = "contact"
	stepComment step = "comment"
	// stepDone is the thanks page.
	stepDone step = "done"
)

// numberedSteps is what citizens are told: stepContact belongs to stepHelp.
const numberedSteps = 4

// number is the step's place among numberedSteps.
func (p step) number() int {
	switch p {
	case stepSatisfaction:
		return 1
	case stepClarity:
		return 2
	case stepHelp, stepContact:
		return 3
	}
	return numberedSteps
}

// path returns the steps that a citizen with these answers goes through.
func (s state) path() []step {
	if len(s.contacts()) == 0 {
		return []step{stepSatisfaction, stepClarity, stepHelp, stepComment, stepDone}
	}
	return []step{stepSatisfaction, stepClarity, stepHelp, stepContact, stepComment, stepDone}
}

// next is the step after this one; previous the one before, the first for the
// first.
func (s state) next() step {
	path := s.path()
	return path[min(slices.Index(path, s.step)+1, len(path)-1)]
}

func (s state) previous() step {
	path := s.path()
	return path[max(slices.Index(path, s.step)-1, 0)]
}

func isAdministration(channel string) bool {
	return slices.Contains(rating.AdministrationHelp(), channel)
}

// contacts returns the administration's channels that were ticked, in the
// order in which they are offered.
func (s state) contacts() []string {
	return slices.DeleteFunc(rating.AdministrationHelp(), func(channel string) bool { return !s.ticked(channel) })
}

func (s state) ticked(channel string) bool {
	return slices.ContainsFunc(s.Help, func(h rating.Help) bool { return h.Channel == channel })
}

// fields returns the names of the form fields that the current step asks; the
// answers to all others travel hidden.
func (s state) fields() []string {
	switch s.step {
	case stepSatisfaction:
		return []string{"satisfaction"}
	case stepClarity:
		if s.outcomeGiven {
			return []string{"clarity"}
		}
		return []string{"outcome", "clarity"}
	case stepHelp:
		return []string{"help"}
	case stepContact:
		var names []string
		for _, channel := range s.contacts() {
			names = append(names, reachedField(channel), qualityField(channel))
		}
		return names
	}
	return []string{"help_other_text", "comment"}
}

// asked returns the questions that the current step asks, as the acceptor calls
// them. A page shows the field of another place of help only to who ticked it.
func (s state) asked() []rating.Asked {
	switch s.step {
	case stepSatisfaction:
		return []rating.Asked{rating.AskedSatisfaction}
	case stepClarity:
		if s.outcomeGiven {
			return []rating.Asked{rating.AskedClarity}
		}
		return []rating.Asked{rating.AskedOutcome, rating.AskedClarity}
	case stepHelp:
		return []rating.Asked{rating.AskedHelp}
	case stepContact:
		return []rating.Asked{rating.AskedContact}
	}
	if !s.ticked(rating.HelpOther) {
		return []rating.Asked{rating.AskedComment}
	}
	return []rating.Asked{rating.AskedOtherHelp, rating.AskedComment}
}

func reachedField(channel string) string { return "help_" + channel + "_reached" }

func qualityField(channel string) string { return "help_" + channel + "_quality" }
