package sql

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Activities returns what each procedure that was ever rated received lately.
func (s *Store) Activities(ctx context.Context, today observatory.Day) (map[string]rating.Activity, error) {
	found := map[string]rating.Activity{}
	err := s.query(ctx, "activities", parameters{"today": today}, func(r driver.Rows) error {
		var id string
		var a rating.Activity
		var last time.Time
		err := r.Scan(&id, &a.Today, &a.Week, &last)
		a.Last = civilDay(last)
		found[id] = a
		return err
	})
	return found, err
}

// DayCounts returns what a procedure received on each day of the window on which it
// received something, the newest first.
func (s *Store) DayCounts(ctx context.Context, procedure string, w observatory.Window) ([]rating.DayCount, error) {
	var all []rating.DayCount
	p := parameters{"procedure": procedure, "start": w.Start, "end": w.End}
	err := s.query(ctx, "day_counts", p, func(r driver.Rows) error {
		var d rating.DayCount
		var day time.Time
		var marks []uint64
		err := r.Scan(&day, &d.Received.Accepted, &d.Received.Doubtful, &d.Received.Quarantined, &marks)
		d.Day = civilDay(day)
		copy(d.Satisfaction[:], marks)
		all = append(all, d)
		return err
	})
	return all, err
}

// ButtonActivity says when something last came from each button of a procedure.
func (s *Store) ButtonActivity(ctx context.Context, procedure string, today observatory.Day) ([]rating.ButtonActivity, error) {
	var all []rating.ButtonActivity
	err := s.query(ctx, "button_activity", parameters{"procedure": procedure, "today": today}, func(r driver.Rows) error {
		var b rating.ButtonActivity
		var rated, counted time.Time
		err := r.Scan(&b.Button, &b.Ratings, &b.Events, &rated, &counted)
		b.LastRating, b.LastEvent = civilDay(rated), civilDay(counted)
		all = append(all, b)
		return err
	})
	return all, err
}
