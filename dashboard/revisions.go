package dashboard

import "servicequality/observatory/indicator"

// revisionRow is a line of the log on a procedure's page.
type revisionRow struct{ Day, Months, What, Before, After string }

// revisionRows writes the log, the newest first.
func (r *request) revisionRows(all []indicator.Revision) []revisionRow {
	rows := make([]revisionRow, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		var months, what []string
		for _, month := range v.Months {
			months = append(months, r.loc.Month(month))
		}
		if v.SetAside > 0 {
			what = append(what, r.loc.N("revision.aside", v.SetAside))
		}
		if v.PutBack > 0 {
			what = append(what, r.loc.N("revision.back", v.PutBack))
		}
		rows = append(rows, revisionRow{Day: r.loc.Date(v.On), Months: r.loc.Enumerate(months),
			What:   r.loc.T("revision.why", r.loc.Enumerate(what), r.loc.Enumerate(v.Reasons)),
			Before: r.revisedMark(v.Before), After: r.revisedMark(v.After)})
	}
	return rows
}

// revisedMark writes a mark with how many gave it, "–" where none is public.
func (r *request) revisedMark(m *indicator.RevisedMark) string {
	if m == nil {
		return "–"
	}
	i := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Value: m.Value,
		Numerator: uint64(*m.Value), Denominator: 10_000_000} // of six digits, out of 10
	figure := newFigure(r.loc, i)
	return r.loc.T("revision.mark", figure.Number(), r.loc.N("revision.citizens", m.N))
}
