package simulation

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// fewest is how many citizens the rules keep together (statistics §5), and
// together how many at least an attacker must be left with: one answer is never
// found.
const (
	fewest   = 5
	together = 2
)

// months is for how long a town's figures are published: each window overlaps
// every other one but the last.
const months = 14

// subtraction publishes successive months of invented procedures, and has an
// attacker add and subtract everything that is public.
func subtraction(cfg Config, random *rand.Rand) Table {
	t := Table{
		Title: "Answers found by subtraction",
		Note: "All figures, changes, variants, breakdowns and charts of fourteen months are added and subtracted, as often as it takes. " +
			"Fewer than five are found together where two breakdowns nearly coincide; nobody may be found alone.",
		Header: []string{"ratings", "procedures", "citizens", "public sets", "fewest found together", "required"},
	}
	for _, late := range []bool{false, true} {
		name, citizens, sets, least, how := "each in its month", 0, 0, fewest, ""
		if late {
			name = "some late, some erased"
		}
		towns := max(cfg.Draws/200, 5)
		for range towns {
			first := observatory.NewDay(2021, time.January, 1)
			all := drawTown(random, first, 24+months)
			if !late {
				all = all.punctual()
			}
			p := publish(all, first.AddMonths(24), months)
			citizens, sets = citizens+len(all), sets+len(p.sets)
			if n, where := p.attack(); where != "" && n < least {
				least, how = n, where
			}
		}
		found := "none"
		if how != "" {
			found = strconv.Itoa(least) + ": " + how
		}
		t.Rows = append(t.Rows, Row{
			Cells: []string{name, strconv.Itoa(towns), strconv.Itoa(citizens), strconv.Itoa(sets), found, fmt.Sprintf("≥ %d", together)},
			Met:   least >= together,
		})
	}
	return t
}

// publication is everything public about one procedure: sets of citizens whose
// answers were counted together.
type publication struct {
	town town
	sets []public
}

// public is one set of citizens: what it is, and who is in it.
type public struct {
	label   string
	members []bool
}

func (p *publication) add(label string, in func(i int) bool) {
	members := make([]bool, len(p.town))
	for i := range p.town {
		members[i] = in(i)
	}
	p.sets = append(p.sets, public{label, members})
}

// publish serves the figures of so many months, the first of them ending where
// the month of the day begins.
func publish(all town, from observatory.Day, months int) *publication {
	p, a := &publication{town: all}, newArchive(all)
	procedure := observatory.Procedure{ID: "p", Online: observatory.OnlineYes}
	type made struct {
		figure  indicator.Indicator
		closing int
	}
	var served []made
	for closing := range months {
		w := observatory.TwelveMonths(from.AddMonths(closing) - 1)
		a.close(closing, from.AddMonths(-24), w.AsOf().FirstOfMonth())
		before := observatory.TwelveMonths(w.Start - 1)
		around := observatory.Window{Start: before.Start.AddMonths(-12), End: w.End}
		period := indicator.Period{
			Window:    w,
			Evidence:  map[string]indicator.Evidence{"p": a.evidence(w, closing)},
			Before:    map[string]indicator.Evidence{"p": a.evidence(before, closing)},
			Around:    map[string][]rating.Tally{"p": a.evidence(around, closing).Tallies},
			History:   map[string]indicator.History{"p": a.history(all.until(w.End), closing)},
			Disclosed: map[string][]indicator.Disclosed{},
		}
		for _, s := range served {
			period.Disclosed["p"] = append(period.Disclosed["p"], indicator.Disclosed{Indicator: s.figure, Then: a.then(s.figure.Window, s.closing, closing)})
		}
		for _, figure := range period.Indicators([]observatory.Procedure{procedure}, w.End.Start())["p"] {
			if figure.Kind != indicator.KindSatisfaction || figure.Value == nil || figure.Window != w {
				continue // not public, or public already
			}
			served = append(served, made{figure, closing})
			p.figure(figure, a.within(w, closing))
			if figure.Change != nil {
				p.headline("the year before "+w.AsOf().String(), a.within(before, closing))
			}
		}
		since := observatory.NewDay(w.AsOf().Date().Year()-2, time.January, 1)
		for _, point := range indicator.MonthlyMarks(period.History["p"], indicator.KindSatisfaction, since) {
			if point.Value != nil {
				p.headline("chart "+point.Window.Start.String(), a.within(point.Window, closing))
			}
		}
	}
	return p
}

// headline adds the headline's citizens among those within.
func (p *publication) headline(label string, within func(i int) bool) {
	p.add(label, func(i int) bool { return within(i) && p.town[i].headline() })
}

// figure adds the sets that one published figure counts, of the citizens in its
// months.
func (p *publication) figure(figure indicator.Indicator, in func(i int) bool) {
	label := figure.Window.AsOf().String()
	p.headline("headline "+label, in)
	for _, name := range indicator.Variants() {
		if figure.Variants[name].Value != nil {
			p.add(name+" "+label, func(i int) bool { return in(i) && variantHolds(name, p.town[i]) })
		}
	}
	for _, dimension := range indicator.Dimensions() {
		for _, cell := range figure.Breakdowns[dimension] {
			keys := map[string]bool{cell.Key: true}
			if cell.Key == indicator.CellOther {
				keys = map[string]bool{}
				for _, name := range cell.Pooled {
					keys[name] = true
				}
			}
			within := p.within(figure.Breakdowns[indicator.DimensionSource], cell.Within)
			p.add(string(dimension)+" "+cell.Within+" "+cell.Key+" "+label, func(i int) bool {
				c := p.town[i]
				value, counted := valueOf(dimension, c)
				return in(i) && counted && (keys[value] || cell.Key == indicator.CellOther && len(cell.Pooled) == 0) && within(c)
			})
		}
	}
}

// within narrows a cell of buttons to the sources of the cell that it divides.
func (p *publication) within(sources []indicator.Cell, key string) func(citizen) bool {
	for _, source := range sources {
		if source.Key == key && key != "" {
			return func(c citizen) bool {
				if source.Key != indicator.CellOther {
					return c.source == key
				}
				for _, name := range source.Pooled {
					if name == c.source {
						return true
					}
				}
				return false
			}
		}
	}
	return func(citizen) bool { return true }
}

func variantHolds(name string, c citizen) bool {
	switch name {
	case indicator.VariantWentToTheEnd:
		return c.headline() && c.wentToTheEnd()
	case indicator.VariantWithDoubtful:
		c.standing = rating.Accepted
		return c.headline()
	case indicator.VariantSignedOnly:
		return c.headline() && c.signed
	}
	return c.headline()
}

// valueOf is the citizen's value of a dimension; false when the dimension does
// not count the citizen.
func valueOf(dimension indicator.Dimension, c citizen) (string, bool) {
	switch dimension {
	case indicator.DimensionOutcome:
		if c.wentToTheEnd() {
			return indicator.CellWentToTheEnd, c.headline()
		}
		return c.outcome, c.headline()
	case indicator.DimensionLang:
		return c.lang, c.headline()
	case indicator.DimensionHelp:
		return c.helped, c.headline()
	case indicator.DimensionSource:
		return c.source, c.headline()
	}
	if c.button == "" {
		return indicator.CellUnknown, c.headline()
	}
	return c.button, c.headline()
}
