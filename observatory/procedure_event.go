package observatory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ProcedureEventKind says what happened to a procedure beside what catalogues say.
type ProcedureEventKind string

// The kinds of procedure events. After a merge another procedure counts the
// ratings of this one; an alias is another name of it; a closed one shows a
// message in the place of its form.
const (
	ProcedureMerge ProcedureEventKind = "merge"
	ProcedureAlias ProcedureEventKind = "alias"
	ProcedureClose ProcedureEventKind = "close"
)

// ProcedureEvent is one thing that happened to a procedure. Ratings keep the
// procedure that they were given to: deleting an event undoes it.
type ProcedureEvent struct {
	Procedure string
	Kind      ProcedureEventKind
	// Target is the procedure merged into, or the alias.
	Target string
	// Day is the first day on which the event holds.
	Day     Day
	Message string
	Deleted bool
	At      time.Time
}

// maxMessage is the longest message of a closed procedure, in characters.
const maxMessage = 1000

// Validate checks an event beside the catalogue and the events that are there.
func (e ProcedureEvent) Validate(c *Catalogue, known []ProcedureEvent) error {
	if e.Day <= 0 {
		return fmt.Errorf("a %s needs the day from which it holds", e.Kind)
	}
	switch e.Kind {
	case ProcedureMerge:
		if e.Target == e.Procedure {
			return fmt.Errorf("%s cannot be merged into itself", e.Procedure)
		}
		for _, other := range known {
			if !other.Deleted && other.Kind == ProcedureMerge && other.Procedure == e.Procedure && other.Target != e.Target {
				return fmt.Errorf("%s is merged into %s already, since %s: undo that first", e.Procedure, other.Target, other.Day)
			}
		}
		_, err := Successions(append(slices.Clone(known), e))
		return err
	case ProcedureAlias:
		if owner, taken := c.Find(e.Target); taken && owner.ID != e.Procedure {
			return fmt.Errorf("the alias %s belongs to %s already", e.Target, owner.ID)
		}
		if e.Target == "" || len(e.Target) > MaxID || strings.ContainsFunc(e.Target, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("/?#%\\'\"", r)
		}) {
			return fmt.Errorf("%q cannot be an alias: it is a word of at most %d letters, digits and signs like jdma:3059", e.Target, MaxID)
		}
	case ProcedureClose:
		if n := utf8.RuneCountInString(e.Message); n == 0 || n > maxMessage {
			return fmt.Errorf("a closed procedure needs a message of at most %d characters: it is all that citizens see of it", maxMessage)
		}
	}
	return nil
}

// Succession says that from a day on the ratings of one procedure count for
// another.
type Succession struct {
	Procedure, Into string
	From            Day
}

// Successions resolves the merges, chains too: of the entries of a procedure
// the one with the latest From that is not after a day holds on that day. They
// come latest first. Merges in a circle are an error.
func Successions(events []ProcedureEvent) ([]Succession, error) {
	var merges []ProcedureEvent
	for _, e := range events {
		if e.Kind == ProcedureMerge && !e.Deleted {
			merges = append(merges, e)
		}
	}
	slices.SortFunc(merges, func(a, b ProcedureEvent) int { return int(a.Day - b.Day) })
	var all []Succession
	for _, source := range merges {
		last := ""
		for _, turn := range merges {
			if turn.Day < source.Day {
				continue
			}
			into, err := successor(merges, source.Procedure, turn.Day)
			if err != nil {
				return nil, err
			}
			if into != last {
				all = append(all, Succession{source.Procedure, into, turn.Day})
				last = into
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Succession) int { return int(b.From - a.From) })
	return all, nil
}

// successor follows the merges that hold on the day.
func successor(merges []ProcedureEvent, procedure string, day Day) (string, error) {
	at := procedure
	for range len(merges) + 1 {
		i := slices.IndexFunc(merges, func(m ProcedureEvent) bool { return m.Procedure == at && m.Day <= day })
		if i < 0 {
			return at, nil
		}
		at = merges[i].Target
	}
	return "", fmt.Errorf("the merges of %s go round in a circle", procedure)
}

// Touched returns the procedures whose tallies a change of the events can have
// moved, and from which day on: those of the changed events and all that
// follow them, by deleted merges too.
func Touched(events, changed []ProcedureEvent) (procedures []string, from Day) {
	for _, e := range changed {
		if e.Kind == ProcedureMerge {
			procedures = append(procedures, e.Procedure)
			if from == 0 || e.Day < from {
				from = e.Day
			}
		}
	}
	for i := 0; i < len(procedures); i++ {
		for _, e := range events {
			if e.Kind == ProcedureMerge && e.Procedure == procedures[i] && !slices.Contains(procedures, e.Target) {
				procedures = append(procedures, e.Target)
			}
		}
	}
	return procedures, from
}

// ApplyEvents returns the procedures as the events leave them on a day: a
// merged one is gone, and its id and aliases lead to its successor, which knows
// its hosts too. Events that name procedures which are not there pass unnoticed.
func ApplyEvents(procedures []Procedure, events []ProcedureEvent, today Day) ([]Procedure, error) {
	kept := slices.Clone(procedures)
	at := map[string]int{}
	for i, p := range kept {
		at[p.ID] = i
	}
	var merges []ProcedureEvent
	for _, e := range events {
		i, known := at[e.Procedure]
		switch {
		case e.Deleted || e.Day > today || !known:
		case e.Kind == ProcedureMerge:
			merges = append(merges, e)
		case e.Kind == ProcedureAlias:
			kept[i].Aliases = append(slices.Clip(kept[i].Aliases), e.Target)
		case e.Kind == ProcedureClose:
			kept[i].ClosedOn, kept[i].ClosedMessage = e.Day, e.Message
		}
	}
	gone := map[string]bool{}
	for _, e := range merges {
		into, err := successor(merges, e.Procedure, today)
		if err != nil {
			return nil, err
		}
		j, known := at[into]
		if !known {
			continue
		}
		p := kept[at[e.Procedure]]
		kept[j].absorb(p)
		gone[p.ID] = true
	}
	return slices.DeleteFunc(kept, func(p Procedure) bool { return gone[p.ID] }), nil
}

// absorb makes the names of a merged procedure lead to this one. Where hosts are
// named for this one, those of the other are as good.
func (p *Procedure) absorb(merged Procedure) {
	names := append([]string{merged.ID}, merged.Aliases...)
	p.Aliases = append(slices.Clip(p.Aliases), names...)
	if len(p.Hosts) > 0 {
		p.Hosts = append(slices.Clip(p.Hosts), merged.Hosts...)
	}
	all := make(map[string]string, len(p.Merged)+len(names))
	maps.Copy(all, p.Merged)
	for _, name := range names {
		all[name] = merged.ID
	}
	p.Merged = all
}
