package summary

import (
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// GoalShare counts a group's procedures against the goal of one kind: Reached
// of the Measured ones reach it, Unmeasured more have no figure. Procedures
// that are not online are in neither, for a group and for the whole alike.
// It is never a mean: marks of unlike procedures are not averaged.
type GoalShare struct {
	Reached    uint64 `json:"reached"`
	Measured   uint64 `json:"measured"`
	Unmeasured uint64 `json:"unmeasured"`
}

// Add counts one procedure: how far it is online, and its figure of the kind,
// whose zero value is no figure.
func (g *GoalShare) Add(online observatory.Online, figure indicator.Indicator) {
	switch {
	case online == observatory.OnlineNo:
	case figure.GoalReached == nil:
		g.Unmeasured++
	case *figure.GoalReached:
		g.Reached++
		g.Measured++
	default:
		g.Measured++
	}
}

// Rate is the share at goal in percent, nil when nothing is measured.
func (g GoalShare) Rate() *observatory.Micro {
	return observatory.Ratio{Num: g.Reached, Den: g.Measured}.Micro(100)
}

// GroupKinds lists the kinds that a group's share at goal is given for, in the
// registry's order: those with a goal. How far a group is online has its own
// three rules (Dematerialisation), which count what is not online too.
func GroupKinds() []indicator.Kind {
	var kinds []indicator.Kind
	for _, rule := range indicator.Registry() {
		if rule.Kind != indicator.KindOnline && rule.HasGoal() {
			kinds = append(kinds, rule.Kind)
		}
	}
	return kinds
}
