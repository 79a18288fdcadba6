package page

import (
	"strings"

	"servicequality/observatory/indicator"
)

// difference is a figure by the groups of one dimension.
type difference struct {
	Name string
	Rows []differenceRow
}

type differenceRow struct{ Group, Value, Interval, N string }

// Differences lists the figure by groups of citizens.
func (f Figure) Differences() []difference {
	var all []difference
	for _, dimension := range indicator.Dimensions() {
		cells := f.Breakdowns[dimension]
		if cells == nil {
			continue
		}
		d := difference{Name: f.Loc.T("dimension." + string(dimension))}
		for _, cell := range cells {
			d.Rows = append(d.Rows, f.difference(dimension, cell))
		}
		all = append(all, d)
	}
	return all
}

func (f Figure) difference(dimension indicator.Dimension, cell indicator.Cell) differenceRow {
	shown := NewFigure(f.Loc, indicator.Indicator{Kind: f.Kind, Value: cell.Value, Low: cell.Low, High: cell.High})
	row := differenceRow{Group: f.group(dimension, cell), Value: "–", Interval: "–", N: f.Loc.Count(cell.N)}
	if cell.Value != nil {
		row.Value, row.Interval = f.Loc.OneDigit(cell.Value)+shown.Unit(), shown.Interval()
	}
	return row
}

// group names a cell, with what is pooled in it.
func (f Figure) group(dimension indicator.Dimension, cell indicator.Cell) string {
	if cell.Key == indicator.CellOther {
		names := make([]string, len(cell.Pooled))
		for i, name := range cell.Pooled {
			names[i] = f.group(dimension, indicator.Cell{Key: name})
		}
		return f.Loc.T("group.other") + " (" + strings.Join(names, ", ") + ")"
	}
	if key := "group." + string(dimension) + "." + cell.Key; f.Loc.Has(key) {
		return f.Loc.T(key)
	}
	if cell.Key == indicator.CellUnknown {
		return f.Loc.T("group.unknown")
	}
	return cell.Key
}
