package sql

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// Rating returns the rating of that id as it stands, after its last step; one
// for each procedure in the hardly possible case that several have the id, none
// when it is not stored.
func (s *Store) Rating(ctx context.Context, id uuid.UUID) ([]rating.Rating, error) {
	var all []rating.Rating
	err := s.query(ctx, "rating", parameters{"day": rating.IDDay(id), "id": id}, func(rows driver.Rows) error {
		r := rating.Rating{ID: id}
		var channels []string
		var reached, quality []uint8
		err := rows.Scan(&r.Procedure, &r.Version, &r.Instrument, &r.Satisfaction, &r.Clarity,
			&channels, &reached, &quality, &r.HelpOtherText, &r.Comment,
			&r.Outcome, &r.Channel, &r.Lang, &r.Source, &r.Button, &r.Signed, &r.Doubt, &r.ReceivedAt)
		for i, channel := range channels {
			r.Help = append(r.Help, rating.HelpAnswer{Channel: channel, Reached: reached[i], Quality: quality[i]})
		}
		all = append(all, r)
		return err
	})
	return all, err
}

// VerdictsOn returns what was decided about the ratings of that id, the earliest
// first.
func (s *Store) VerdictsOn(ctx context.Context, id uuid.UUID) ([]rating.Verdict, error) {
	var all []rating.Verdict
	err := s.query(ctx, "verdicts_on", parameters{"day": rating.IDDay(id), "id": id}, func(rows driver.Rows) error {
		v := rating.Verdict{Rating: id}
		var kind string
		err := rows.Scan(&v.Procedure, &kind, &v.Reason, &v.By, &v.At)
		v.Kind = rating.VerdictKind(kind)
		all = append(all, v)
		return err
	})
	return all, err
}
