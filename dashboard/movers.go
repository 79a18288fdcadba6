package dashboard

import (
	"cmp"
	"slices"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
)

// mover is a procedure whose satisfaction changed.
type mover struct {
	Title, URL string
	Arrow      *page.Arrow
}

// mostMovers is how many procedures the first page lists.
const mostMovers = 6

// movers lists the procedures whose satisfaction changed most, the greatest
// change first.
func movers(r *page.Request) []mover {
	moved := slices.DeleteFunc(slices.Clone(r.Snap.Entries), func(e snapshot.Entry) bool {
		return page.NewFigure(r.Loc, e.Satisfaction).Arrow() == nil
	})
	slices.SortStableFunc(moved, func(a, b snapshot.Entry) int {
		da, db := a.Satisfaction.Change.Difference, b.Satisfaction.Change.Difference
		return cmp.Compare(max(db, -db), max(da, -da))
	})
	var list []mover
	for _, e := range moved[:min(mostMovers, len(moved))] {
		list = append(list, mover{e.Procedure.Title, r.Link(page.ProcedurePath(e.Procedure.ID)), page.NewFigure(r.Loc, e.Satisfaction).Arrow()})
	}
	return list
}
