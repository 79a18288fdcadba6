package simulation

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"observatory"
)

// fewest is the fewest citizens whose answers may be found together.
const fewest = 5

// subtraction publishes successive months of invented procedures, and has an
// attacker add and subtract everything that is public.
func subtraction(cfg Config, random *rand.Rand) Table {
	t := Table{
		Title:  "Answers found by subtraction",
		Note:   "All figures, variants, breakdowns and charts of successive months are subtracted from each other, up to four at a time.",
		Header: []string{"procedure", "citizens", "months", "public sets", "fewest found together", "required"},
	}
	towns, months := max(cfg.Draws/4000, 2), 6
	if cfg.Draws >= 20_000 {
		months = 14
	}
	for i := range towns {
		first := observatory.NewDay(2021, time.January, 1)
		all := drawTown(random, first, 24+months)
		p := publish(all, first.AddMonths(24), months)
		least, how := p.attack()
		found := "none"
		if how != "" {
			found = strconv.Itoa(least) + ": " + how
		}
		t.Rows = append(t.Rows, Row{
			Cells: []string{strconv.Itoa(i + 1), strconv.Itoa(len(all)), strconv.Itoa(months), strconv.Itoa(len(p.sets)), found, fmt.Sprintf("≥ %d", fewest)},
			Met:   how == "",
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
	month   int
	label   string
	members []bool
}

func (p *publication) add(month int, label string, in func(citizen) bool) {
	members := make([]bool, len(p.town))
	for i, c := range p.town {
		members[i] = in(c)
	}
	p.sets = append(p.sets, public{month, label, members})
}

// publish serves the figures of so many months, the first of them ending where
// the month of the day begins.
func publish(all town, from observatory.Day, months int) *publication {
	p := &publication{town: all}
	procedure := observatory.Procedure{ID: "p", Online: observatory.OnlineYes}
	var served []observatory.Indicator
	for month := range months {
		w := observatory.TwelveMonths(from.AddMonths(month) - 1)
		period := observatory.Period{
			Window:   w,
			Evidence: map[string]observatory.Evidence{"p": all.evidence(w)},
			Before:   map[string]observatory.Evidence{"p": all.evidence(observatory.TwelveMonths(w.Start - 1))},
			Served:   map[string][]observatory.Indicator{"p": served},
		}
		for _, figure := range period.Indicators([]observatory.Procedure{procedure}, w.End.Start())["p"] {
			if figure.Kind == observatory.KindSatisfaction && figure.Value != nil {
				served = append(served, figure)
				p.figure(month, figure)
			}
		}
		chart := observatory.Window{Start: observatory.NewDay(w.AsOf().Date().Year()-2, time.January, 1), End: w.End}
		for _, point := range observatory.MonthlyMarks(all.evidence(chart).Tallies, observatory.KindSatisfaction) {
			if point.Value != nil {
				p.add(month, "chart "+point.Window.Start.String(), func(c citizen) bool { return c.headline() && point.Window.Contains(c.day) })
			}
		}
	}
	return p
}

// figure adds the sets that one published figure counts.
func (p *publication) figure(month int, figure observatory.Indicator) {
	in := func(c citizen) bool { return figure.Window.Contains(c.day) }
	p.add(month, "headline", func(c citizen) bool { return in(c) && c.headline() })
	for name, v := range figure.Variants {
		if v.Value == nil {
			continue
		}
		p.add(month, name, func(c citizen) bool { return in(c) && variantHolds(name, c) })
	}
	for dimension, cells := range figure.Breakdowns {
		for _, cell := range cells {
			keys := map[string]bool{cell.Key: true}
			if cell.Key == observatory.CellOther {
				keys = map[string]bool{}
				for _, name := range cell.Pooled {
					keys[name] = true
				}
			}
			within := p.within(figure.Breakdowns[observatory.DimensionSource], cell.Within)
			p.add(month, string(dimension)+" "+cell.Within+" "+cell.Key, func(c citizen) bool {
				value, counted := valueOf(dimension, c)
				return in(c) && counted && (keys[value] || cell.Key == observatory.CellOther && len(cell.Pooled) == 0) && within(c)
			})
		}
	}
}

// within narrows a cell of buttons to the sources of the cell that it divides.
func (p *publication) within(sources []observatory.Cell, key string) func(citizen) bool {
	for _, source := range sources {
		if source.Key == key && key != "" {
			return func(c citizen) bool {
				if source.Key != observatory.CellOther {
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
	case observatory.VariantAllOutcomes:
		return c.standing == observatory.Accepted
	case observatory.VariantWithDoubtful:
		c.standing = observatory.Accepted
		return c.headline()
	case observatory.VariantSignedOnly:
		return c.headline() && c.signed
	}
	return c.headline()
}

// valueOf is the citizen's value of a dimension; false when the dimension does
// not count the citizen.
func valueOf(dimension observatory.Dimension, c citizen) (string, bool) {
	switch dimension {
	case observatory.DimensionOutcome:
		if c.headline() {
			return observatory.CellHeadline, true
		}
		return c.outcome, c.standing == observatory.Accepted
	case observatory.DimensionLang:
		return c.lang, c.headline()
	case observatory.DimensionHelp:
		return c.helped, c.headline()
	case observatory.DimensionSource:
		return c.source, c.headline()
	}
	if c.button == "" {
		return observatory.CellUnknown, c.headline()
	}
	return c.button, c.headline()
}
