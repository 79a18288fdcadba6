package observatory

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
func (g *GoalShare) Add(online Online, figure Indicator) {
	switch {
	case online == OnlineNo:
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
func (g GoalShare) Rate() *Micro { return Ratio{g.Reached, g.Measured}.Micro(100) }

// GroupKinds lists the kinds that a group's share at goal is given for, in the
// registry's order: those with a goal. How far a group is online has its own
// three rules (Dematerialisation), which count what is not online too.
func GroupKinds() []Kind {
	var kinds []Kind
	for _, rule := range Registry() {
		if rule.Kind != KindOnline && rule.HasGoal() {
			kinds = append(kinds, rule.Kind)
		}
	}
	return kinds
}

// HasGoal says whether the rule sets something to reach, a number or a word.
func (r Rule) HasGoal() bool {
	if r.Goal.Exists() {
		return true
	}
	for _, word := range r.Words {
		if word.Goal {
			return true
		}
	}
	return false
}

// HasLevels says whether figures of the kind have traffic lights.
func (r Rule) HasLevels() bool { return len(r.Bounds) > 0 || len(r.Words) > 0 }
