package dashboard

import (
	"fmt"
	"slices"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/history"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// procedureChart draws a figure of a procedure: its months, or how the answers
// are spread.
func (d Dashboard) procedureChart(r *page.Request, e snapshot.Entry, name string) (*page.Plot, error) {
	e, err := d.Asked(r, e)
	if err != nil {
		return nil, err
	}
	chart, drawn := chart.Chart{}, false
	if rule, ok := indicator.FindRule(indicator.Kind(name)); ok {
		chart, drawn = marksByMonth(r, e, rule)
	} else if name == figureAnswers {
		chart, drawn = answersChart(r, e)
	} else if kind, ok := history.KindOf(name); ok {
		chart, drawn = history.ChartOf(r, e, kind)
	}
	if !drawn {
		return nil, fmt.Errorf("chart %s of %s: %w", name, e.Procedure.ID, observatory.ErrNotFound)
	}
	p := d.Plot(r, chart, page.ProcedurePath(e.Procedure.ID)+"/"+name)
	p.Query = r.DatedQuery(e)
	return p, nil
}

// marksByMonth draws a rating-based figure of a procedure over time; false
// when no month has enough answers.
func marksByMonth(r *page.Request, e snapshot.Entry, rule indicator.Rule) (chart.Chart, bool) {
	points := indicator.MonthlyMarks(r.Snap.Months[e.Procedure.ID].Until(e.AsOf), rule.Kind, snapshot.ChartStart(e.AsOf))
	if !slices.ContainsFunc(points, func(p indicator.Point) bool { return p.Value != nil }) {
		return chart.Chart{}, false
	}
	name := r.Loc.T("kind." + string(rule.Kind) + ".name")
	monthly := chart.Monthly{
		ID: string(rule.Kind) + "-" + e.Procedure.ID + r.Dated(e), Title: r.Loc.T("plot.months", name, e.Procedure.Title), Series: name,
		Format: page.FormatOf(rule), From: points[0].Window.Start, To: e.AsOf,
		Bounds: page.Bounds(r.Loc, rule), Changes: page.Changes(r.Loc, points), Synthetic: e.Procedure.Synthetic,
	}
	for _, p := range points {
		monthly.Cells = append(monthly.Cells, page.Cell(rule, p))
	}
	return chart.MarksByMonth(r.Loc, monthly), true
}

// onlineShares draws how much of the list is online: all procedures in one
// bar.
func onlineShares(r *page.Request) chart.Chart {
	counts := map[string]uint64{}
	for _, e := range r.Snap.Entries {
		counts[string(snapshot.OnlineOf(e.Procedure))]++
	}
	return chart.StatusShare(r.Loc, chart.Shares{
		ID: "dematerialisation", Title: r.Loc.T("plot.online"), Synthetic: r.Snap.Catalogue.Synthetic(),
		Groups: []chart.ShareGroup{{Counts: counts}},
	})
}
