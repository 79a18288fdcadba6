package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Figure is an indicator in the reader's language: every text that a page shows of it.
// Its numbers are the domain's, in the language's notation.
type Figure struct {
	indicator.Indicator
	Loc  *locale.Locale
	Rule indicator.Rule
}

// NewFigure is an indicator in the words of a language.
func NewFigure(loc *locale.Locale, i indicator.Indicator) Figure {
	rule, _ := indicator.FindRule(i.Kind)
	return Figure{i, loc, rule}
}

// Name is what is measured.
func (f Figure) Name() string { return f.message("name") }

// About says in a sentence what the figure means.
func (f Figure) About() string { return f.message("about") }

// Formula says in words how it is computed.
func (f Figure) Formula() string { return f.message("formula") }

func (f Figure) message(part string) string {
	return f.Loc.T("kind." + string(f.Kind) + "." + part)
}

// Shown says whether there is a value to show.
func (f Figure) Shown() bool { return f.Value != nil || f.Word != "" }

// Rated says whether citizens' answers make the figure.
func (f Figure) Rated() bool { return f.Rule.Origin == indicator.OriginRatings }

// Number is the value without its unit: "8,6", "Oui"; "" when there is none.
func (f Figure) Number() string {
	if f.Value == nil && f.Word != "" {
		return f.Loc.T("word." + string(f.Kind) + "." + f.Word)
	}
	return f.Loc.Digits(f.Display())
}

// Unit follows the number: " sur 10", " %".
func (f Figure) Unit() string {
	if f.Value == nil {
		return ""
	}
	return f.unit()
}

func (f Figure) unit() string {
	switch f.Rule.Unit {
	case indicator.UnitMark:
		return f.Loc.T("unit.mark")
	case indicator.UnitPercent:
		return f.Loc.T("unit.percent")
	case indicator.UnitMilliseconds:
		return f.Loc.T("unit.ms")
	}
	return ""
}

// InPercent says whether the value is a percentage: its sign stands beside it
// even where a column's heading says the rest.
func (f Figure) InPercent() bool { return f.Rule.Unit == indicator.UnitPercent }

// LevelName is the level in a word, "" where the registry sets none.
func (f Figure) LevelName() string {
	if f.Level == "" || !f.Shown() {
		return ""
	}
	return f.Loc.T("level." + string(f.Level))
}

// Answers says how many people answered, "271 465 réponses".
func (f Figure) Answers() string { return f.Loc.N("answers", f.N) }

// Interval is the limits between which chance alone moves the value,
// "7,8–9,2"; "" when there are none.
func (f Figure) Interval() string {
	if f.Low == nil || f.High == nil {
		return ""
	}
	return f.Loc.Digits(f.DisplayLow()) + "–" + f.Loc.Digits(f.DisplayHigh())
}

// Sentence says the figure with what it must never be read without: "8,6 sur
// 10 (7,8–9,2), 100 réponses".
func (f Figure) Sentence() string {
	text := f.Number() + f.Unit()
	if interval := f.Interval(); interval != "" {
		text += " (" + interval + ")"
	}
	if f.Rated() {
		text += ", " + f.Answers()
	}
	return text
}

// StateName says in two or three words why there is no value.
func (f Figure) StateName() string { return f.Loc.T("state." + string(f.State)) }

// Reason says in a sentence why there is no value, or what is unusual about
// it; "" for a figure that simply is published.
func (f Figure) Reason() string {
	switch f.State {
	case indicator.StatePublished:
		return ""
	case indicator.StateBelowMinimum:
		return f.Loc.N("reason.below_minimum", f.N, f.Loc.Count(indicator.MinimumCitizens))
	case indicator.StatePartialWindow:
		return f.Loc.N("reason.partial_window", uint64(f.DaysCollected), f.Loc.Count(uint64(f.Window.Days())))
	case indicator.StateStale:
		if !f.Rated() {
			return f.Loc.T("reason.stale_" + string(f.Rule.Origin))
		}
	case indicator.StatePending:
		if !f.Rated() {
			return f.Loc.T("reason.pending_" + string(f.Rule.Origin))
		}
	}
	return f.Loc.T("reason." + string(f.State))
}

// Period is the window in words, both days included.
func (f Figure) Period() string {
	w := f.Window
	return f.Loc.T("period", f.Loc.Date(w.Start), f.Loc.Date(w.AsOf()))
}

// Goal says what is to be reached, "au moins 8 sur 10"; "" where nothing is.
func (f Figure) Goal() string {
	if f.Loc.Has("kind." + string(f.Kind) + ".goal") {
		return f.message("goal")
	}
	if !f.Rule.Goal.Exists() {
		return ""
	}
	bound := "goal.least"
	switch {
	case f.Rule.GoalBelow:
		bound = "range.below"
	case f.Rule.LowerIsBetter:
		bound = "goal.most"
	}
	return f.Loc.T(bound, f.bound(f.Rule.Goal)+f.unit())
}

// Reached says whether the goal is reached, "" where there is no goal or no value.
func (f Figure) Reached() string {
	switch {
	case f.GoalReached == nil || !f.Shown():
		return ""
	case *f.GoalReached:
		return f.Loc.T("goal.reached")
	}
	return f.Loc.T("goal.missed")
}

// bound writes a bound of the registry: a short number without a needless ".0".
func (f Figure) bound(r observatory.Ratio) string {
	text := strconv.FormatFloat(r.Micro(f.Rule.Unit.Scale()).Float(), 'f', -1, 64)
	return f.Loc.Digits(text)
}

// Exact is the value with six digits, as the open data has it.
func (f Figure) Exact() string {
	if f.Value == nil {
		return ""
	}
	return f.Loc.Digits(f.Value.String())
}

// Quotient writes the division that gives the value.
func (f Figure) Quotient() string {
	if f.Value == nil || f.Denominator == 0 {
		return ""
	}
	text := f.Loc.Count(f.Numerator) + locale.NoBreakSpace + "/" + locale.NoBreakSpace + f.Loc.Count(f.Denominator)
	if scale := f.Rule.Unit.Scale(); scale > 1 {
		text += locale.NoBreakSpace + "×" + locale.NoBreakSpace + f.Loc.Count(scale)
	}
	return text + locale.NoBreakSpace + "=" + locale.NoBreakSpace + f.Exact()
}

// Effect is the design effect, one digit after the point at least.
func (f Figure) Effect() string {
	return f.Loc.Digits(strconv.FormatFloat(f.Deff, 'f', 2, 64))
}

// Computed says when the figure was computed.
func (f Figure) Computed() string {
	if f.ComputedAt.Equal(time.Time{}) {
		return ""
	}
	return f.Loc.Instant(f.ComputedAt)
}

// Questionnaires names the instruments that were in use.
func (f Figure) Questionnaires() string { return f.Loc.Enumerate(f.Instruments) }

// share is one answer of a distribution.
type share struct {
	Name    string
	Count   string
	Percent string
	// Width is the bar's length, in percent of the longest possible.
	Width string
	// Class colours the bar.
	Class string
}

// Distribution lists the answers, worst first.
func (f Figure) Distribution() []share {
	codes, total := make([]string, 0, len(f.Counts)), uint64(0)
	for code, n := range f.Counts {
		codes = append(codes, code)
		total += n
	}
	slices.SortFunc(codes, func(a, b string) int { return answerRank(a) - answerRank(b) })
	shares := make([]share, 0, len(codes))
	for _, code := range codes {
		percent := observatory.MicroRatio(f.Counts[code], max(total, 1), 100)
		shares = append(shares, share{
			Name:    f.Loc.T("answer." + string(f.Rule.Question) + "." + code),
			Count:   f.Loc.Count(f.Counts[code]),
			Percent: f.Loc.Percent(&percent),
			Width:   percent.String(),
			Class:   code,
		})
	}
	return shares
}

// answerRank orders answers as the questionnaires do, best last.
func answerRank(code string) int {
	order := []string{"1", "2", "3", "4", "5", "bad", "medium", "good", "no", "yes", "helped", "alone"}
	return slices.Index(order, code)
}

// variant is another way to count the same figure.
type variant struct {
	Name string
	Figure
}

// Others lists the figure for the other populations.
func (f Figure) Others() []variant {
	var others []variant
	for _, name := range indicator.VariantsOf(f.Rules) {
		if i, ok := f.Variants[name]; ok {
			others = append(others, variant{f.Loc.T("variant." + name), NewFigure(f.Loc, i)})
		}
	}
	return others
}

// Volumes says where the volumes that the figure is made of are from: whose, how
// they were found out, their period and source; "" when it is made of none.
func (f Figure) Volumes() string {
	if f.Provenance == nil {
		return ""
	}
	parts := []string{f.Loc.T("volumes." + string(f.Provenance.Origin))}
	if method := "volumes." + f.Provenance.Method; f.Loc.Has(method) {
		parts = append(parts, f.Loc.T(method))
	} else if f.Provenance.Method != "" {
		parts = append(parts, f.Provenance.Method)
	}
	if f.Provenance.Start != 0 && f.Provenance.End != 0 {
		parts = append(parts, f.Loc.T("period", f.Loc.Date(f.Provenance.Start), f.Loc.Date(f.Provenance.End)))
	}
	if f.Provenance.Source != "" {
		parts = append(parts, f.Provenance.Source)
	}
	return strings.Join(parts, ", ")
}

// LevelText says which values have the level: words, or a range of numbers.
func (f Figure) LevelText(level indicator.Level) string {
	var parts []string
	for i, b := range f.Rule.Bounds {
		if b.Level != level {
			continue
		}
		from, lowest, highest := f.bound(b.From)+f.unit(), i == len(f.Rule.Bounds)-1, i == 0
		switch {
		case highest && f.Rule.Unit != indicator.UnitCount && b.From == observatory.Ratio{Num: 1, Den: 1}:
			parts = append(parts, from)
		case lowest:
			parts = append(parts, f.Loc.T("range.below", f.bound(f.Rule.Bounds[i-1].From)+f.unit()))
		case highest:
			parts = append(parts, f.Loc.T("range.from", from))
		default:
			parts = append(parts, f.Loc.T("range.between", f.bound(b.From), f.bound(f.Rule.Bounds[i-1].From)+f.unit()))
		}
	}
	for _, w := range f.Rule.Words {
		if w.Level == level || level == indicator.LevelGreen && w.Level == indicator.LevelBlue {
			parts = append(parts, f.Loc.T("word."+string(f.Kind)+"."+w.Word))
		}
	}
	return strings.Join(parts, ", ")
}
