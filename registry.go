package observatory

import "slices"

// Rules names the version of the registry below and of the populations: every
// figure carries the version that it was computed with. Changing a bound, a
// formula or who is counted makes a new version, once a release has published
// figures under the present one.
const Rules = "rules/2"

// Unit says what the value of an indicator is counted in.
type Unit string

// The units. An indicator in words has a Word and no number.
const (
	UnitMark    Unit = "mark"    // 0–10
	UnitPercent Unit = "percent" // 0–100
	UnitCount   Unit = "count"
	// UnitMilliseconds is a duration.
	UnitMilliseconds Unit = "ms"
	UnitWord         Unit = "word"
)

// Scale is the best value of the unit, by which a Ratio is multiplied: 10 for
// marks, 100 for percentages, else 1.
func (u Unit) Scale() uint64 {
	switch u {
	case UnitMark:
		return 10
	case UnitPercent:
		return 100
	}
	return 1
}

// bounded says whether the unit has a best value that nothing exceeds.
func (u Unit) bounded() bool { return u == UnitMark || u == UnitPercent }

// Origin says what an indicator is made from.
type Origin string

// The origins. Only what comes from ratings has a minimum and an interval:
// the others count everything.
const (
	OriginCatalogue Origin = "catalogue"
	OriginRatings   Origin = "ratings"
	OriginVolumes   Origin = "volumes"
	OriginProbes    Origin = "probes"
)

// Bound says from which value on, upwards, a level holds.
type Bound struct {
	From  Ratio
	Level Level
}

// Word is one value of an indicator in words.
type Word struct {
	Word  string
	Level Level
	// Goal says whether the word reaches the goal.
	Goal bool
}

// Rule describes one kind of indicator.
type Rule struct {
	Kind   Kind
	Unit   Unit
	Origin Origin
	// Question is what the ratings answer (OriginRatings).
	Question Question
	// LowerIsBetter reverses the reading of numbers: a goal is "at most".
	LowerIsBetter bool
	// Bounds are the levels of a number, greatest first; the first one that the
	// value reaches wins. Empty when the kind has no levels.
	Bounds []Bound
	// Goal is the number to reach; it does not exist where none is set. GoalBelow
	// says that it is to be stayed below.
	Goal      Ratio
	GoalBelow bool
	// Words are the values of an indicator in words, best first.
	Words []Word
}

// Registry returns the rules of every kind, in the order of presentation.
func Registry() []Rule {
	marks := []Bound{{Ratio{8, 10}, LevelGreen}, {Ratio{5, 10}, LevelYellow}, {Ratio{0, 1}, LevelRed}}
	return []Rule{
		{Kind: KindOnline, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(OnlineProactive), LevelBlue, true}, {string(OnlineYes), LevelGreen, true},
			{string(OnlineLocalRollout), LevelGreen, false}, {string(OnlinePartial), LevelYellow, false},
			{string(OnlineBeta), LevelYellow, false}, {string(OnlineNo), LevelRed, false},
		}},
		{Kind: KindSatisfaction, Unit: UnitMark, Origin: OriginRatings, Question: QuestionSatisfaction,
			Bounds: marks, Goal: Ratio{8, 10}},
		{Kind: KindClarity, Unit: UnitMark, Origin: OriginRatings, Question: QuestionClarity,
			Bounds: marks, Goal: Ratio{8, 10}},
		{Kind: KindHelpReachable, Unit: UnitPercent, Origin: OriginRatings, Question: QuestionHelpReached,
			Bounds: []Bound{{Ratio{85, 100}, LevelGreen}, {Ratio{70, 100}, LevelYellow}, {Ratio{0, 1}, LevelRed}},
			Goal:   Ratio{85, 100}},
		{Kind: KindHelpQuality, Unit: UnitMark, Origin: OriginRatings, Question: QuestionHelpQuality,
			Bounds: marks, Goal: Ratio{8, 10}},
		{Kind: KindAutonomy, Unit: UnitPercent, Origin: OriginRatings, Question: QuestionAutonomy},
		{Kind: KindAccessibility, Unit: UnitPercent, Origin: OriginCatalogue,
			Bounds: []Bound{{Ratio{1, 1}, LevelGreen}, {Ratio{50, 100}, LevelYellow}, {Ratio{0, 1}, LevelRed}},
			Goal:   Ratio{1, 1}, Words: []Word{{string(No), LevelRed, false}}},
		{Kind: KindTellUsOnce, Unit: UnitCount, Origin: OriginCatalogue, LowerIsBetter: true,
			Bounds: []Bound{{Ratio{5, 1}, LevelRed}, {Ratio{2, 1}, LevelYellow}, {Ratio{0, 1}, LevelGreen}},
			Goal:   Ratio{1, 1}},
		{Kind: KindDigitalUse, Unit: UnitPercent, Origin: OriginVolumes},
		{Kind: KindCompletion, Unit: UnitPercent, Origin: OriginVolumes},
		{Kind: KindAuthentication, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(FranceConnectPlus), LevelGreen, true}, {string(FranceConnect), LevelGreen, true},
			{string(AuthenticationNone), LevelRed, false},
		}},
		{Kind: KindAvailability, Unit: UnitPercent, Origin: OriginProbes,
			Bounds: []Bound{{Ratio{999, 1000}, LevelGreen}, {Ratio{985, 1000}, LevelYellow}, {Ratio{0, 1}, LevelRed}},
			Goal:   Ratio{999, 1000}},
		{Kind: KindResponseTime, Unit: UnitMilliseconds, Origin: OriginProbes, LowerIsBetter: true,
			Bounds: []Bound{{Ratio{800, 1}, LevelRed}, {Ratio{400, 1}, LevelYellow}, {Ratio{0, 1}, LevelGreen}},
			Goal:   Ratio{400, 1}, GoalBelow: true},
		{Kind: KindMobile, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(MobileYes), LevelGreen, true}, {string(MobilePartial), LevelYellow, false}, {string(MobileNo), LevelRed, false},
		}},
		{Kind: KindHumanHelp, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{"2+", LevelGreen, true}, {"1", LevelYellow, false}, {"0", LevelRed, false},
		}},
		{Kind: KindAlternative, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(Yes), LevelGreen, true}, {string(No), LevelRed, false},
		}},
	}
}

// FindRule returns the rule of a kind; false for a kind that the registry
// does not hold.
func FindRule(kind Kind) (Rule, bool) {
	all := Registry()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.Kind == kind })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}

// Level is the level of a number, empty where the rule sets none.
func (r Rule) Level(value Ratio) Level {
	for _, bound := range r.Bounds {
		if value.AtLeast(bound.From) {
			return bound.Level
		}
	}
	return ""
}

// Reached says whether a number reaches the goal, nil where the rule sets
// none.
func (r Rule) Reached(value Ratio) *bool {
	if !r.Goal.Exists() {
		return nil
	}
	reached := value.AtLeast(r.Goal)
	switch {
	case r.GoalBelow:
		reached = !reached
	case r.LowerIsBetter:
		reached = r.Goal.AtLeast(value)
	}
	return &reached
}

// Word returns the level and the goal of a word; false for a word that the
// rule does not know.
func (r Rule) Word(word string) (Word, bool) {
	i := slices.IndexFunc(r.Words, func(w Word) bool { return w.Word == word })
	if i < 0 {
		return Word{}, false
	}
	return r.Words[i], true
}
