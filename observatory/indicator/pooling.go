package indicator

import (
	"cmp"
	"slices"
)

// Span is a run of consecutive months that are shown as one cell: positions
// First to Last (included) of the input, and their citizens.
type Span struct {
	First, Last int
	Citizens    uint64
}

// PoolMonths joins consecutive months forward until each cell holds at least
// MinimumCell citizens; what remains at the end joins the last cell (statistics
// §5). A cell begins and ends with a month that has citizens, so that silent
// months between two cells stay a gap. It is empty when all together are too
// few.
//
// Months join by at least five citizens at a time: one month later no cell
// holds a few citizens more, whose answers could be found by subtraction. Fewer
// at the end wait for the next ones.
func PoolMonths(citizens []uint64) []Span {
	var cells []Span
	var open Span
	units, _ := monthUnits(citizens)
	for _, unit := range units {
		if open.join(unit); open.Citizens >= MinimumCell {
			cells, open = append(cells, open), Span{}
		}
	}
	if last := len(cells) - 1; last >= 0 {
		cells[last].join(open)
	}
	return cells
}

// monthUnits joins months forward until each unit holds five citizens; the few of
// the last months wait. Every public sum over time is of whole units: whoever adds
// and subtracts sums finds no fewer than a unit's citizens.
func monthUnits(citizens []uint64) (units []Span, waiting Span) {
	for i, n := range citizens {
		if waiting.join(Span{i, i, n}); waiting.Citizens >= fewestMoved {
			units, waiting = append(units, waiting), Span{}
		}
	}
	return units, waiting
}

// join makes the span last until the end of a later one.
func (s *Span) join(later Span) {
	switch {
	case later.Citizens == 0:
	case s.Citizens == 0:
		*s = later
	default:
		s.Last, s.Citizens = later.Last, s.Citizens+later.Citizens
	}
}

// Category is one cell of a breakdown: its name and how many citizens it
// holds.
type Category struct {
	Name     string
	Citizens uint64
	// Moves counts the citizens that came in, or went out, since each window
	// that was served before: a few of them would be given away by subtraction.
	Moves []uint64
	// Pooled lists the categories that were joined, smallest first, when this
	// cell is the pool of the small ones; its name is then empty.
	Pooled []string
}

// small says whether the category alone would give single answers away.
func (c Category) small() bool {
	return c.Citizens < MinimumCell || slices.ContainsFunc(c.Moves, Few)
}

func (c *Category) pool(other Category) {
	if c.Moves == nil && other.Moves != nil {
		c.Moves = make([]uint64, len(other.Moves))
	}
	for i, n := range other.Moves {
		c.Moves[i] += n
	}
	c.Citizens += other.Citizens
	c.Pooled = append(c.Pooled, other.Name)
}

// PoolCategories joins the smallest categories of a partition into one pool
// while any category or the pool is under MinimumCell citizens, or a few of its
// citizens moved (statistics §5). Cells come largest first, the pool last;
// empty categories are dropped. With fewer than two cells left there is no
// breakdown: nil.
func PoolCategories(categories []Category) []Category {
	sorted := slices.DeleteFunc(slices.Clone(categories), func(c Category) bool { return c.Citizens == 0 })
	slices.SortFunc(sorted, func(a, b Category) int {
		return cmp.Or(cmp.Compare(b.Citizens, a.Citizens), cmp.Compare(a.Name, b.Name))
	})
	var cells []Category
	var pool Category
	for _, c := range slices.Backward(sorted) {
		if c.small() || pool.Pooled != nil && pool.small() {
			pool.pool(c)
		} else {
			cells = append(cells, c)
		}
	}
	slices.Reverse(cells)
	for len(cells) > 0 && pool.Pooled != nil && pool.small() {
		last := len(cells) - 1
		pool.pool(cells[last])
		cells = cells[:last]
	}
	if pool.Pooled != nil {
		cells = append(cells, pool)
	}
	if len(cells) < 2 {
		return nil
	}
	return cells
}
