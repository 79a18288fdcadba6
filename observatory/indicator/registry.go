package indicator

import (
	"slices"
	"sync"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

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
	From  observatory.Ratio
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
	Question rating.Question
	// LowerIsBetter reverses the reading of numbers: a goal is "at most".
	LowerIsBetter bool
	// Bounds are the levels of a number, greatest first; the first one that the
	// value reaches wins. Empty when the kind has no levels.
	Bounds []Bound
	// Goal is the number to reach; it does not exist where none is set. GoalBelow
	// says that it is to be stayed below.
	Goal      observatory.Ratio
	GoalBelow bool
	// Words are the values of an indicator in words, best first.
	Words []Word
}

// Registry returns the rules of every kind, in the order of presentation.
func Registry() []Rule {
	marks := []Bound{{observatory.Ratio{Num: 8, Den: 10}, LevelGreen}, {observatory.Ratio{Num: 5, Den: 10}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelRed}}
	return []Rule{
		{Kind: KindOnline, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(observatory.OnlineProactive), LevelBlue, true}, {string(observatory.OnlineYes), LevelGreen, true},
			{string(observatory.OnlineLocalRollout), LevelGreen, false}, {string(observatory.OnlinePartial), LevelYellow, false},
			{string(observatory.OnlineBeta), LevelYellow, false}, {string(observatory.OnlineNo), LevelRed, false},
		}},
		{Kind: KindSatisfaction, Unit: UnitMark, Origin: OriginRatings, Question: rating.QuestionSatisfaction,
			Bounds: marks, Goal: observatory.Ratio{Num: 8, Den: 10}},
		{Kind: KindClarity, Unit: UnitMark, Origin: OriginRatings, Question: rating.QuestionClarity,
			Bounds: marks, Goal: observatory.Ratio{Num: 8, Den: 10}},
		{Kind: KindHelpReachable, Unit: UnitPercent, Origin: OriginRatings, Question: rating.QuestionHelpReached,
			Bounds: []Bound{{observatory.Ratio{Num: 85, Den: 100}, LevelGreen}, {observatory.Ratio{Num: 70, Den: 100}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelRed}},
			Goal:   observatory.Ratio{Num: 85, Den: 100}},
		{Kind: KindHelpQuality, Unit: UnitMark, Origin: OriginRatings, Question: rating.QuestionHelpQuality,
			Bounds: marks, Goal: observatory.Ratio{Num: 8, Den: 10}},
		{Kind: KindAutonomy, Unit: UnitPercent, Origin: OriginRatings, Question: rating.QuestionAutonomy},
		{Kind: KindAccessibility, Unit: UnitPercent, Origin: OriginCatalogue,
			Bounds: []Bound{{observatory.Ratio{Num: 1, Den: 1}, LevelGreen}, {observatory.Ratio{Num: 50, Den: 100}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelRed}},
			Goal:   observatory.Ratio{Num: 1, Den: 1}, Words: []Word{{string(observatory.No), LevelRed, false}}},
		{Kind: KindTellUsOnce, Unit: UnitCount, Origin: OriginCatalogue, LowerIsBetter: true,
			Bounds: []Bound{{observatory.Ratio{Num: 5, Den: 1}, LevelRed}, {observatory.Ratio{Num: 2, Den: 1}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelGreen}},
			Goal:   observatory.Ratio{Num: 1, Den: 1}},
		{Kind: KindDigitalUse, Unit: UnitPercent, Origin: OriginVolumes},
		{Kind: KindCompletion, Unit: UnitPercent, Origin: OriginVolumes},
		{Kind: KindAuthentication, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(observatory.FranceConnectPlus), LevelGreen, true}, {string(observatory.FranceConnect), LevelGreen, true},
			{string(observatory.AuthenticationNone), LevelRed, false},
		}},
		{Kind: KindAvailability, Unit: UnitPercent, Origin: OriginProbes,
			Bounds: []Bound{{observatory.Ratio{Num: 999, Den: 1000}, LevelGreen}, {observatory.Ratio{Num: 985, Den: 1000}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelRed}},
			Goal:   observatory.Ratio{Num: 999, Den: 1000}},
		{Kind: KindResponseTime, Unit: UnitMilliseconds, Origin: OriginProbes, LowerIsBetter: true,
			Bounds: []Bound{{observatory.Ratio{Num: 800, Den: 1}, LevelRed}, {observatory.Ratio{Num: 400, Den: 1}, LevelYellow}, {observatory.Ratio{Num: 0, Den: 1}, LevelGreen}},
			Goal:   observatory.Ratio{Num: 400, Den: 1}, GoalBelow: true},
		{Kind: KindMobile, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(observatory.MobileYes), LevelGreen, true}, {string(observatory.MobilePartial), LevelYellow, false}, {string(observatory.MobileNo), LevelRed, false},
		}},
		{Kind: KindHumanHelp, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{"2+", LevelGreen, true}, {"1", LevelYellow, false}, {"0", LevelRed, false},
		}},
		{Kind: KindAlternative, Unit: UnitWord, Origin: OriginCatalogue, Words: []Word{
			{string(observatory.Yes), LevelGreen, true}, {string(observatory.No), LevelRed, false},
		}},
	}
}

// FindRule returns the rule of a kind; false for a kind that the registry
// does not hold.
func FindRule(kind Kind) (Rule, bool) {
	rule, found := rulesByKind()[kind]
	return rule, found
}

// rulesByKind is the registry by kind, made once: figures ask for their rule often.
var rulesByKind = sync.OnceValue(func() map[Kind]Rule {
	rules := map[Kind]Rule{}
	for _, rule := range Registry() {
		rules[rule.Kind] = rule
	}
	return rules
})

// Kinds lists the kinds of the registry, in its order.
func Kinds() []Kind { return kindsOf(Registry()) }

// RatedRules lists the rules of the indicators that are made of ratings, in the
// registry's order.
func RatedRules() []Rule {
	return slices.DeleteFunc(Registry(), func(r Rule) bool { return r.Origin != OriginRatings })
}

// RatedKinds lists the kinds that are made of ratings: they are under disclosure
// control, and have a value for each month.
func RatedKinds() []Kind { return kindsOf(RatedRules()) }

func kindsOf(rules []Rule) []Kind {
	kinds := make([]Kind, len(rules))
	for i, rule := range rules {
		kinds[i] = rule.Kind
	}
	return kinds
}

// Level is the level of a number, empty where the rule sets none.
func (r Rule) Level(value observatory.Ratio) Level {
	for _, bound := range r.Bounds {
		if value.AtLeast(bound.From) {
			return bound.Level
		}
	}
	return ""
}

// Reached says whether a number reaches the goal, nil where the rule sets
// none.
func (r Rule) Reached(value observatory.Ratio) *bool {
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
