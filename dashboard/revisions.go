package dashboard

import (
	"servicequality/dashboard/page"
	"servicequality/observatory/indicator"
)

// revisionRow is a line of the log on a procedure's page.
type revisionRow struct{ Day, Months, What, Before, After string }

// revisionRows writes the log, the newest first.
func revisionRows(r *page.Request, all []indicator.Revision) []revisionRow {
	rows := make([]revisionRow, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		var months, what []string
		for _, month := range v.Months {
			months = append(months, r.Loc.Month(month))
		}
		if v.SetAside > 0 {
			what = append(what, r.Loc.N("revision.aside", v.SetAside))
		}
		if v.PutBack > 0 {
			what = append(what, r.Loc.N("revision.back", v.PutBack))
		}
		rows = append(rows, revisionRow{Day: r.Loc.Date(v.On), Months: r.Loc.Enumerate(months),
			What:   r.Loc.T("revision.why", r.Loc.Enumerate(what), r.Loc.Enumerate(v.Reasons)),
			Before: revisedMark(r, v.Before), After: revisedMark(r, v.After)})
	}
	return rows
}

// revisedMark writes a mark with how many gave it, "–" where none is public.
func revisedMark(r *page.Request, m *indicator.RevisedMark) string {
	if m == nil {
		return "–"
	}
	i := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Value: m.Value,
		Numerator: uint64(*m.Value), Denominator: 10_000_000} // of six digits, out of 10
	figure := page.NewFigure(r.Loc, i)
	return r.Loc.T("revision.mark", figure.Number(), r.Loc.N("revision.citizens", m.N))
}
