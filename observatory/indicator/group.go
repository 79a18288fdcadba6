package indicator

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
