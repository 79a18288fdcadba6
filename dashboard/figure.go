package dashboard

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// figure is an indicator in a reader's words: every text that a page shows of
// it. Its numbers are the domain's, written the language's way.
type figure struct {
	indicator.Indicator
	loc  *locale.Locale
	rule indicator.Rule
}

func newFigure(loc *locale.Locale, i indicator.Indicator) figure {
	rule, _ := indicator.FindRule(i.Kind)
	return figure{i, loc, rule}
}

// Name is what is measured.
func (f figure) Name() string { return f.message("name") }

// About says in a sentence what the figure means.
func (f figure) About() string { return f.message("about") }

// Formula says in words how it is computed.
func (f figure) Formula() string { return f.message("formula") }

func (f figure) message(part string) string {
	return f.loc.T("kind." + string(f.Kind) + "." + part)
}

// Shown says whether there is a value to show.
func (f figure) Shown() bool { return f.Value != nil || f.Word != "" }

// Rated says whether citizens' answers make the figure.
func (f figure) Rated() bool { return f.rule.Origin == indicator.OriginRatings }

// Number is the value without its unit: "8,6", "Oui"; "" when there is none.
func (f figure) Number() string {
	if f.Value == nil && f.Word != "" {
		return f.loc.T("word." + string(f.Kind) + "." + f.Word)
	}
	return f.loc.Digits(f.Display())
}

// Unit follows the number: " sur 10", " %".
func (f figure) Unit() string {
	if f.Value == nil {
		return ""
	}
	return f.unit()
}

func (f figure) unit() string {
	switch f.rule.Unit {
	case indicator.UnitMark:
		return f.loc.T("unit.mark")
	case indicator.UnitPercent:
		return f.loc.T("unit.percent")
	case indicator.UnitMilliseconds:
		return f.loc.T("unit.ms")
	}
	return ""
}

// InPercent says whether the value is a percentage: its sign stands beside it
// even where a column's heading says the rest.
func (f figure) InPercent() bool { return f.rule.Unit == indicator.UnitPercent }

// LevelName is the level in a word, "" where the registry sets none.
func (f figure) LevelName() string {
	if f.Level == "" || !f.Shown() {
		return ""
	}
	return f.loc.T("level." + string(f.Level))
}

// Answers says how many people answered, "271 465 réponses".
func (f figure) Answers() string { return f.loc.N("answers", f.N) }

// Interval is the limits between which chance alone moves the value,
// "7,8–9,2"; "" when there are none.
func (f figure) Interval() string {
	if f.Low == nil || f.High == nil {
		return ""
	}
	return f.loc.Digits(f.DisplayLow()) + "–" + f.loc.Digits(f.DisplayHigh())
}

// Sentence says the figure with what it must never be read without: "8,6 sur
// 10 (7,8–9,2), 100 réponses".
func (f figure) Sentence() string {
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
func (f figure) StateName() string { return f.loc.T("state." + string(f.State)) }

// Reason says in a sentence why there is no value, or what is unusual about
// it; "" for a figure that simply is published.
func (f figure) Reason() string {
	switch f.State {
	case indicator.StatePublished:
		return ""
	case indicator.StateBelowMinimum:
		return f.loc.N("reason.below_minimum", f.N, f.loc.Count(indicator.MinimumCitizens))
	case indicator.StatePartialWindow:
		return f.loc.N("reason.partial_window", uint64(f.DaysCollected), f.loc.Count(uint64(f.Window.Days())))
	case indicator.StateStale:
		if !f.Rated() {
			return f.loc.T("reason.stale_" + string(f.rule.Origin))
		}
	case indicator.StatePending:
		if !f.Rated() {
			return f.loc.T("reason.pending_" + string(f.rule.Origin))
		}
	}
	return f.loc.T("reason." + string(f.State))
}

// Period is the window in words, both days included.
func (f figure) Period() string {
	w := f.Window
	return f.loc.T("period", f.loc.Date(w.Start), f.loc.Date(w.AsOf()))
}

// Goal says what is to be reached, "au moins 8 sur 10"; "" where nothing is.
func (f figure) Goal() string {
	if f.loc.Has("kind." + string(f.Kind) + ".goal") {
		return f.message("goal")
	}
	if !f.rule.Goal.Exists() {
		return ""
	}
	bound := "goal.least"
	switch {
	case f.rule.GoalBelow:
		bound = "range.below"
	case f.rule.LowerIsBetter:
		bound = "goal.most"
	}
	return f.loc.T(bound, f.bound(f.rule.Goal)+f.unit())
}

// Reached says whether the goal is reached, "" where that is no question.
func (f figure) Reached() string {
	switch {
	case f.GoalReached == nil || !f.Shown():
		return ""
	case *f.GoalReached:
		return f.loc.T("goal.reached")
	}
	return f.loc.T("goal.missed")
}

// bound writes a bound of the registry: a short number without a needless ".0".
func (f figure) bound(r observatory.Ratio) string {
	text := strconv.FormatFloat(r.Micro(f.rule.Unit.Scale()).Float(), 'f', -1, 64)
	return f.loc.Digits(text)
}

// Exact is the value with six digits, as the open data has it.
func (f figure) Exact() string {
	if f.Value == nil {
		return ""
	}
	return f.loc.Digits(f.Value.String())
}

// Quotient writes the division that gives the value.
func (f figure) Quotient() string {
	if f.Value == nil || f.Denominator == 0 {
		return ""
	}
	text := f.loc.Count(f.Numerator) + locale.NoBreakSpace + "/" + locale.NoBreakSpace + f.loc.Count(f.Denominator)
	if scale := f.rule.Unit.Scale(); scale > 1 {
		text += locale.NoBreakSpace + "×" + locale.NoBreakSpace + f.loc.Count(scale)
	}
	return text + locale.NoBreakSpace + "=" + locale.NoBreakSpace + f.Exact()
}

// Effect is the design effect, one digit after the point at least.
func (f figure) Effect() string {
	return f.loc.Digits(strconv.FormatFloat(f.Deff, 'f', 2, 64))
}

// Computed says when the figure was computed.
func (f figure) Computed() string {
	if f.ComputedAt.Equal(time.Time{}) {
		return ""
	}
	return f.loc.Instant(f.ComputedAt)
}

// Questionnaires names the instruments that were in use.
func (f figure) Questionnaires() string { return f.loc.Enumerate(f.Instruments) }

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
func (f figure) Distribution() []share {
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
			Name:    f.loc.T("answer." + string(f.rule.Question) + "." + code),
			Count:   f.loc.Count(f.Counts[code]),
			Percent: f.loc.Percent(&percent),
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
	figure
}

// Others lists the other ways to count.
func (f figure) Others() []variant {
	var others []variant
	for _, name := range indicator.VariantsOf(f.Rules) {
		if i, ok := f.Variants[name]; ok {
			others = append(others, variant{f.loc.T("variant." + name), newFigure(f.loc, i)})
		}
	}
	return others
}

// Volumes says where the volumes that the figure is made of are from: whose, how
// they were found out, their period and source; "" when it is made of none.
func (f figure) Volumes() string {
	if f.Provenance == nil {
		return ""
	}
	parts := []string{f.loc.T("volumes." + string(f.Provenance.Origin))}
	if method := "volumes." + f.Provenance.Method; f.loc.Has(method) {
		parts = append(parts, f.loc.T(method))
	} else if f.Provenance.Method != "" {
		parts = append(parts, f.Provenance.Method)
	}
	if f.Provenance.Start != 0 && f.Provenance.End != 0 {
		parts = append(parts, f.loc.T("period", f.loc.Date(f.Provenance.Start), f.loc.Date(f.Provenance.End)))
	}
	if f.Provenance.Source != "" {
		parts = append(parts, f.Provenance.Source)
	}
	return strings.Join(parts, ", ")
}
