package sql

import (
	"context"
	"time"

	"servicequality/observatory"
)

// balanceMargin is how long before the count began something can have come that
// it did not see.
const balanceMargin = time.Minute

// Balance compares ratings and tallies from the day since on.
func (s *Store) Balance(ctx context.Context, since observatory.Day) (b observatory.Balance, err error) {
	var began time.Time
	if err := s.row(ctx, "last_count", nil, &began); err != nil {
		return b, err
	}
	if began = began.Add(-balanceMargin); began.Before(time.Unix(0, 0)) {
		began = time.Unix(0, 0)
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
