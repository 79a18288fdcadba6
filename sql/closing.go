package sql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Public windows are closed: what they hold is copied from the tallies once, so
// that nobody finds out by looking twice what a citizen answered who came late, or
// was erased. A month that is public moves when a later window is closed, and only
// as far as indicator.MayMove allows; those whose ratings an import brought or
// took away move as soon as it is counted, and those of which an operator set five
// ratings aside, or put them back, with the job (Revise): that is the operator's
// act, which must not show what else came meanwhile.

// closing says when public windows were closed, 1970 for never.
type closing struct {
	whole, last time.Time
	// newest is the last day for which windows were closed, at newestAt.
	newest   time.Time
	newestAt time.Time
}

func (c closing) closed() bool { return c.whole.Unix() > 0 }

func (s *Store) closing(ctx context.Context, asOf observatory.Day) (c closing, err error) {
	return c, s.row(ctx, "closing", parameters{"as_of": asOf}, &c.whole, &c.last, &c.newest, &c.newestAt)
}

// closeWindows makes sure that the windows which end on asOf are closed, and not
// overtaken by an import or a revision. It is false, and does nothing, when nothing of them is
// public yet or while something that was imported is not counted.
func (s *Store) closeWindows(ctx context.Context, asOf observatory.Day) (closed bool, err error) {
	now, err := s.now(ctx)
	if err != nil || asOf != asOf.LastOfMonth() || asOf > observatory.LastClosedMonth(now) {
		return false, err
	}
	s.closes.Lock()
	defer s.closes.Unlock()
	c, err := s.closing(ctx, asOf)
	if err != nil {
		return false, err
	}
	if !c.closed() && civilDay(c.newest) >= asOf {
		// Older windows are of what is public already.
		if err := s.saveClosing(ctx, asOf, "", c.newestAt); err != nil {
			return false, err
		}
		c.whole, c.last = c.newestAt, c.newestAt
	}
	if !c.closed() {
		return s.close(ctx, asOf, c, nil)
	}
	touched, err := s.reached(ctx, asOf+1, c.last)
	if err != nil || len(touched) == 0 {
		return true, err
	}
	_, err = s.close(ctx, asOf, c, touched)
	return true, err
}

// closeAgain closes the windows that end on asOf once more, as what came since
// has it: for the revision of an edition.
func (s *Store) closeAgain(ctx context.Context, asOf observatory.Day) error {
	if closed, err := s.closeWindows(ctx, asOf); err != nil || !closed {
		return err
	}
	s.closes.Lock()
	defer s.closes.Unlock()
	c, err := s.closing(ctx, asOf)
	if err == nil {
		_, err = s.close(ctx, asOf, c, nil)
	}
	return err
}

// close copies the months that become public or may move, and writes down last
// that it did. When imports or revisions reached procedures it copies the months of
// their ratings alone, and closes the windows of these procedures again. A month that
// an import reached is copied, whatever it holds, when its newest version is older
// than the import: whichever window is closed first takes it over, and none twice.
func (s *Store) close(ctx context.Context, asOf observatory.Day, c closing, touched []string) (done bool, err error) {
	now, err := s.now(ctx)
	if err != nil {
		return false, err
	}
	err = s.row(ctx, "tallies_current", parameters{"computed_at": now}, &done)
	if err != nil || !done {
		return false, err
	}
	p := parameters{"closed_at": now, "newest": c.newest.UTC().Format(time.DateOnly), "end": asOf + 1}
	var moving quoted
	if touched == nil {
		if moving, err = s.moving(ctx, p); err != nil {
			return false, err
		}
		touched = []string{""}
	}
	revised, err := s.revised(ctx, asOf+1)
	if err != nil {
		return false, err
	}
	for _, r := range revised {
		if r.Whole && !slices.Contains(moving, r.key()) {
			moving = append(moving, r.key())
		}
		if touched[0] != "" && !slices.Contains(touched, r.procedure) {
			touched = append(touched, r.procedure)
		}
	}
	p["moving"] = moving
	if err := s.addGivers(ctx, p); err != nil {
		return false, err
	}
	if err := s.saveRevisions(ctx, asOf, now, revised, moving); err != nil {
		return false, err
	}
	if err := s.exec(ctx, "close_months", p); err != nil {
		return false, err
	}
	for _, procedure := range touched {
		if err := s.saveClosing(ctx, asOf, procedure, now); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (s *Store) saveClosing(ctx context.Context, asOf observatory.Day, procedure string, at time.Time) error {
	err := s.insert(ctx, "INSERT INTO closings (as_of, procedure, closed_at)", asOf.Date(), procedure, at)
	if err != nil {
		return fmt.Errorf("cannot close the public windows that end on %s: %w", asOf, err)
	}
	return nil
}

// moving returns which of the public months that were counted otherwise since may
// be replaced.
func (s *Store) moving(ctx context.Context, p parameters) (moving quoted, err error) {
	var changed quoted
	err = s.query(ctx, "months_moved", p, func(r driver.Rows) error {
		var key string
		err := r.Scan(&key)
		changed = append(changed, key)
		return err
	})
	if err != nil || len(changed) == 0 {
		return nil, err
	}
	versions, err := s.versions(ctx, "month_versions", parameters{"months": changed})
	for key, all := range versions {
		last := len(all) - 1
		var public [][]rating.Tally
		for _, v := range all[:last] {
			public = append(public, v.tallies)
		}
		if public == nil { // nobody had answered in it
			public = [][]rating.Tally{nil}
		}
		if indicator.MayMove(public, all[last].tallies) {
			moving = append(moving, key)
		}
	}
	slices.Sort(moving)
	return moving, err
}

// version is what a month held when it was public.
type version struct {
	at      time.Time
	tallies []rating.Tally
}

// versions reads the versions of months, by procedure and month, oldest first.
func (s *Store) versions(ctx context.Context, name string, p parameters) (map[string][]version, error) {
	found := map[string][]version{}
	err := s.query(ctx, name, p, func(r driver.Rows) error {
		var key string
		var at time.Time
		_, day, slice, err := scanSlice(r, &key, &at)
		if err != nil {
			return err
		}
		all := found[key]
		if len(all) == 0 || !all[len(all)-1].at.Equal(at) {
			all = append(all, version{at: at})
		}
		if v := &all[len(all)-1]; slice.Citizens > 0 {
			v.tallies = addSlice(v.tallies, "", day, slice)
		}
		found[key] = all
		return nil
	})
	return found, err
}
