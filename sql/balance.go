package sql

import (
	"context"
	"time"

	"observatory"
)

// Balance is the end of the conservation law: what is stored against what is
// counted.
type Balance struct {
	// Stored is how many different ratings are stored and count, Counted what
	// the tallies say of the same days.
	Stored, Counted uint64
	// Late cells (procedure, day) got ratings after the last count, Wrong ones
	// differ without that excuse.
	Late, Wrong uint64
}

// Balance compares ratings and tallies from the day since on.
func (s *Store) Balance(ctx context.Context, since observatory.Day) (b Balance, err error) {
	var began time.Time
	if err := s.row(ctx, "last_count", nil, &began); err != nil {
		return b, err
	}
	p := parameters{"since": since, "began": began}
	if err := s.addSuccessions(ctx, p, began); err != nil {
		return b, err
	}
	err = s.row(ctx, "balance", p, &b.Stored, &b.Counted, &b.Late, &b.Wrong)
	return b, err
}

// Clock is what time the database believes it is.
func (s *Store) Clock(ctx context.Context) (now time.Time, err error) {
	err = s.row(ctx, "clock", nil, &now)
	return now, err
}
