package page

import (
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Card is a figure where it stands on a procedure's page.
type Card struct {
	Figure
	Gauge *gauge
	// Age says how old a stale source is.
	Age string
	// LeftOut says which ratings are not in the figure.
	LeftOut string
	// Files are the figure's addresses as data.
	Files []Link
}

// NewCard dresses a figure of the entry for its page.
func (r *Request) NewCard(e snapshot.Entry, i indicator.Indicator) Card {
	c := Card{Figure: NewFigure(r.Loc, i), LeftOut: r.leftOut(i)}
	c.Gauge = NewGauge(c.Figure)
	if end := e.Procedure.VolumeEnd; c.Old() && c.Rule.Origin == indicator.OriginVolumes && end != 0 {
		c.Age = r.Loc.T("stale.volumes", r.Loc.Date(end), r.Loc.Count(uint64(monthsApart(end, i.Window.AsOf()))))
	}
	for _, format := range []string{"csv", "json"} {
		at := ProcedurePath(e.Procedure.ID) + "/" + string(i.Kind) + "." + format
		c.Files = append(c.Files, Link{Text: FormatName(format), URL: r.Address(at, r.DatedValues(e))})
	}
	return c
}

// monthsApart is how many months a day lies before another.
func monthsApart(first, last observatory.Day) int {
	a, b := first.Date(), last.Date()
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// leftOut counts by reason the ratings that the figure leaves out, as far as
// the other ways to count tell.
func (r *Request) leftOut(i indicator.Indicator) string {
	var parts []string
	for _, name := range indicator.VariantsOf(i.Rules) {
		if other, ok := i.Variants[name]; ok && other.N > i.N { // the others are parts of it
			key := "leftout." + name
			parts = append(parts, r.Loc.N(key, other.N-i.N))
		}
	}
	if i.Variants == nil {
		return ""
	}
	if parts == nil {
		return r.Loc.T("leftout.none")
	}
	return r.Loc.Enumerate(parts)
}

// Old says that the figure's source is stale: it is greyed, with its age.
func (c Card) Old() bool { return c.State == indicator.StateStale }

// Anchor is where the figure's address leads on the page.
func (c Card) Anchor() string { return string(c.Kind) }

// Msg is the locale's message.
func (c Card) Msg(key string) string { return c.Loc.T(key) }

// Certainty says how sure the level is, and how wide the interval.
func (c Card) Certainty() string {
	key := "certainty.uncertain"
	if c.LevelCertain || c.Level == "" {
		key = "certainty.certain"
	}
	if c.Fragile {
		return c.Loc.T(key) + " " + c.Loc.T("certainty.fragile")
	}
	return c.Loc.T(key)
}

// Rate is the response rate, or that what is declared cannot be true.
func (c Card) Rate() string {
	if c.ResponseRateState != "" {
		return c.Loc.T("response." + string(c.ResponseRateState))
	}
	return c.Loc.Percent(c.ResponseRate)
}
