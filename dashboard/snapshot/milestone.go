package snapshot

import (
	"cmp"
	"slices"

	"servicequality/observatory"
)

// Milestone is a published rate of procedures online, and the month that it is of.
type Milestone struct {
	Month observatory.Day
	// Printed is a rate from before there were editions, as it was printed;
	// the others are those of an edition, by two rules.
	Printed, Weighted, Strict *observatory.Micro
	Source                    string
}

// Milestones lists the rates that were published, oldest first, a printed one
// and an edition apart even in one month. Of an edition that was corrected the
// correction stands.
func (s *Snapshot) Milestones() []Milestone {
	var all []Milestone
	for _, f := range s.Published {
		if number, _ := f.Number(); f.Dematerialised() && f.Day() != 0 {
			all = append(all, Milestone{Month: f.Day().FirstOfMonth(), Printed: &number, Source: f.Edition})
		}
	}
	for _, e := range s.Editions {
		if s.Superseded(e.ID) != "" {
			continue
		}
		rates := e.Summary.Dematerialisation
		m := Milestone{Month: e.AsOf.FirstOfMonth(), Weighted: rates.Weighted, Strict: rates.Strict, Source: e.ID}
		if e.AsPrinted { // what it printed was not computed by these rules
			m.Printed, m.Weighted, m.Strict = rates.Weighted, nil, nil
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b Milestone) int { return cmp.Compare(a.Month, b.Month) })
	return all
}

// Rate is the one that is compared from end to end.
func (m Milestone) Rate() *observatory.Micro {
	if m.Printed != nil {
		return m.Printed
	}
	return m.Weighted
}
