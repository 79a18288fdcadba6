package dashboard

import (
	"context"
	"fmt"

	"servicequality/observatory/indicator"
)

// RevisionStore is a Store that also keeps the log of what verdicts changed of public
// months.
type RevisionStore interface {
	// Revisions returns the log by procedure id, the oldest first.
	Revisions(ctx context.Context) (map[string][]indicator.Revision, error)
}

// readRevisions adds the log to the snapshot, when the store keeps one.
func (s *shelf) readRevisions(ctx context.Context, snap *snapshot) error {
	store, ok := s.store.(RevisionStore)
	if !ok {
		return nil
	}
	var err error
	if snap.revisions, err = store.Revisions(ctx); err != nil {
		return fmt.Errorf("cannot read the revisions: %w", err)
	}
	return nil
}

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
