package edition

import (
	"maps"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Move is one figure that two editions give differently.
type Move struct {
	Procedure string              `json:"procedure"`
	Kind      indicator.Kind      `json:"kind"`
	From      indicator.Indicator `json:"from"`
	To        indicator.Indicator `json:"to"`
	// Change compares the months that came in with those that went out; nil where
	// that cannot be told.
	Change *indicator.Change `json:"change,omitempty"`
	// Corrections explain a figure that is made of ratings, beside the window.
	Corrections
}

// Diff is what moved between two editions.
type Diff struct {
	// SameWindow says that both are about the same twelve months: only late and
	// erased ratings, the catalogue and the rules can have moved a figure.
	SameWindow bool `json:"same_window"`
	SameRules  bool `json:"same_rules"`
	// Entries and Exits are the procedures that only the later or the earlier
	// edition tracks.
	Entries []string `json:"entries"`
	Exits   []string `json:"exits"`
	Moves   []Move   `json:"moves"`
	// Late and Erased count the ratings of days that both editions cover.
	Corrections
}

// Compare compares an edition with a later one. corrections says, by
// procedure, what happened to the ratings of the days that both cover, rollover
// which ratings only one of them covers.
func Compare(a, b Figures, corrections map[string]Corrections, rollover indicator.Rollover) Diff {
	var changes map[string]map[indicator.Kind]*indicator.Change
	if gone, _, ok := RolloverWindows(a.Edition, b.Edition); ok {
		changes = rollover.Changes(a.Figures, b.Figures, gone)
	}
	d := Diff{SameWindow: a.Edition.AsOf == b.Edition.AsOf, SameRules: a.Edition.Rules == b.Edition.Rules,
		Entries: missing(b.Catalogue, a.Catalogue), Exits: missing(a.Catalogue, b.Catalogue)}
	for _, n := range corrections {
		d.Late += n.Late
		d.Erased += n.Erased
	}
	for _, id := range slices.Sorted(maps.Keys(b.Figures)) {
		before := map[indicator.Kind]indicator.Indicator{}
		for _, i := range a.Figures[id] {
			before[i.Kind] = i
		}
		for _, now := range b.Figures[id] {
			was, known := before[now.Kind]
			if !known || !moved(was, now) {
				continue
			}
			move := Move{Procedure: id, Kind: now.Kind, From: was, To: now, Change: changes[id][now.Kind]}
			if rule, _ := indicator.FindRule(now.Kind); rule.Origin == indicator.OriginRatings {
				move.Corrections = corrections[id]
			}
			d.Moves = append(d.Moves, move)
		}
	}
	return d
}

// moved says whether a reader sees another figure.
func moved(a, b indicator.Indicator) bool {
	return a.State != b.State || a.Word != b.Word || a.Printed != b.Printed || a.Level != b.Level ||
		a.N != b.N || a.Value.Text() != b.Value.Text()
}

// missing lists the ids that only the first catalogue holds.
func missing(in, from *observatory.Catalogue) []string {
	ids := []string{}
	for _, p := range in.Procedures() {
		if other, ok := from.Find(p.ID); !ok || other.ID != p.ID {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
