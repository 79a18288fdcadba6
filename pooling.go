package observatory

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
func PoolMonths(citizens []uint64) []Span {
	var cells []Span
	open := Span{}
	for i, n := range citizens {
		if n == 0 {
			continue
		}
		if open.Citizens == 0 {
			open.First = i
		}
		open.Last, open.Citizens = i, open.Citizens+n
		if open.Citizens >= MinimumCell {
			cells, open = append(cells, open), Span{}
		}
	}
	if last := len(cells) - 1; last >= 0 && open.Citizens > 0 {
		cells[last].Last = open.Last
		cells[last].Citizens += open.Citizens
	}
	return cells
}

// Category is one cell of a breakdown: its name and how many citizens it
// holds.
type Category struct {
	Name     string
	Citizens uint64
	// Pooled lists the categories that were joined, smallest first, when this
	// cell is the pool of the small ones; its name is then empty.
	Pooled []string
}

// PoolCategories joins the smallest categories of a partition into one pool
// while any category or the pool is under MinimumCell citizens (statistics
// §5). Cells come largest first, the pool last; empty categories are dropped.
// With fewer than two cells left there is no breakdown: nil.
func PoolCategories(categories []Category) []Category {
	cells := slices.DeleteFunc(slices.Clone(categories), func(c Category) bool { return c.Citizens == 0 })
	slices.SortFunc(cells, func(a, b Category) int {
		return cmp.Or(cmp.Compare(b.Citizens, a.Citizens), cmp.Compare(a.Name, b.Name))
	})
	var pool Category
	for len(cells) > 0 {
		smallest := cells[len(cells)-1]
		poolTooSmall := pool.Pooled != nil && pool.Citizens < MinimumCell
		if smallest.Citizens >= MinimumCell && !poolTooSmall {
			break
		}
		pool.Citizens += smallest.Citizens
		pool.Pooled = append(pool.Pooled, smallest.Name)
		cells = cells[:len(cells)-1]
	}
	if pool.Pooled != nil {
		cells = append(cells, pool)
	}
	if len(cells) < 2 {
		return nil
	}
	return cells
}
