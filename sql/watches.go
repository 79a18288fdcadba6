package sql

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
)

// Days returns the headline population's answers on satisfaction, one tally for
// each day of the window with any, in order.
func (s *Store) Days(ctx context.Context, procedure string, w observatory.Window) ([]rating.Tally, error) {
	all, err := s.tallies(ctx, "days", parameters{"procedure": procedure, "start": w.Start, "end": w.End})
	return all[procedure], err
}

// Pulses returns how the ratings of each procedure came in, of those that were
// rated since that day. Imported ratings are none.
func (s *Store) Pulses(ctx context.Context, since observatory.Day) (map[string]alarm.Pulse, error) {
	params := parameters{"since": since}
	if err := s.addGivers(ctx, params); err != nil {
		return nil, err
	}
	all := map[string]alarm.Pulse{}
	err := s.query(ctx, "pulses", params, func(r driver.Rows) error {
		var procedure string
		var last time.Time
		var p alarm.Pulse
		if err := r.Scan(&procedure, &last, &p.Recent, &p.YearBefore); err != nil {
			return err
		}
		p.Last = civilDay(last)
		all[procedure] = p
		return nil
	})
	return all, err
}

// keyAge is how many days before it is received a rating's day may lie.
const keyAge = 9

// Hours returns the unsigned ratings that were received from one instant on and
// before another and that nobody set aside, by procedure and hour, in order.
// Imported ratings are none.
func (s *Store) Hours(ctx context.Context, from, to time.Time) (map[string][]alarm.HourCount, error) {
	p := parameters{"from": from, "to": to, "since": observatory.DayOf(from) - keyAge}
	if err := s.addGivers(ctx, p); err != nil {
		return nil, err
	}
	all := map[string][]alarm.HourCount{}
	err := s.query(ctx, "hours", p, func(r driver.Rows) error {
		var procedure string
		var h alarm.HourCount
		if err := r.Scan(&procedure, &h.Hour, &h.Ratings, &h.Doubtful, &h.Button, &h.ByButton); err != nil {
			return err
		}
		all[procedure] = append(all[procedure], h)
		return nil
	})
	return all, err
}
