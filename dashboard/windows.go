package dashboard

import (
	"context"
	"errors"
	"fmt"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// figuresOf returns the figures of the window that ends on the day, by
// procedure id: those of the snapshot where it is the snapshot's.
func (s *Space) figuresOf(ctx context.Context, snap *snapshot.Snapshot, asOf observatory.Day) (map[string][]indicator.Indicator, error) {
	if asOf == snap.AsOf {
		return snap.Figures, nil
	}
	figures, err := s.shelf.Day(ctx, snap, asOf)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return figures, nil
}

// spaceDay reads the day that figures are asked for: any up to today, which it
// is without one.
func (v *visit) spaceDay() (observatory.Day, error) {
	if v.query.Get("as_of") == "" {
		return v.today, nil
	}
	asOf, err := v.askedDay()
	if err == nil && asOf > v.today {
		err = web.Refuse("as_of", "must not be after today, "+v.today.String())
	}
	return asOf, err
}

// figuresAt returns a procedure's figures of another window than the
// snapshot's: a public one, or what administrators alone may see.
func (d *Dashboard) figuresAt(r *request, id string, asOf observatory.Day) (figures []indicator.Indicator, err error) {
	if refused := observatory.PublicAsOf(asOf, d.cfg.Now()); refused == nil {
		figures, err = d.shelf.Earlier(r.ctx, r.snap, asOf, id)
	} else {
		if !r.anyDay {
			return nil, refused
		}
		if today := observatory.DayOf(d.cfg.Now()); asOf > today {
			return nil, web.Refuse("as_of", "must not be after today, "+today.String())
		}
		var all map[string][]indicator.Indicator
		all, err = d.shelf.Day(r.ctx, r.snap, asOf)
		figures = all[id]
	}
	if err == nil {
		return figures, nil
	}
	if !errors.Is(err, snapshot.ErrBusy) { // of those there may be many, and a counter counts them
		d.log.Warn("cannot answer for another day", "as_of", asOf.String(), "error", err)
	}
	return nil, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}
