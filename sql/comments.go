package sql

import (
	"context"
	"math"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Comments calls each for the comments that the query chooses, the newest
// first; each is of the procedure that counts its rating, which after a merge is
// another one than it was given to. Rows are handed over as they come, so that any number of them takes
// little memory; an error of each ends it and is returned.
func (s *Store) Comments(ctx context.Context, q rating.CommentQuery, each func(rating.Comment) error) error {
	if q.Most == 0 {
		q.Most = math.MaxInt64
	}
	p, err := s.commentParameters(ctx, q)
	if err != nil {
		return err
	}
	p["satisfaction"], p["skip"], p["most"] = q.Satisfaction, q.Skip, q.Most
	return s.query(ctx, "comments", p, func(r driver.Rows) error {
		var c rating.Comment
		var day time.Time
		var standing string
		err := r.Scan(&c.Procedure, &c.Rating, &day, &c.Satisfaction, &c.Clarity, &c.Text, &c.Masked, &standing,
			&c.Lang, &c.Outcome, &c.Channel, &c.Button, &c.Signed)
		if err != nil {
			return err
		}
		c.Day, c.Standing = civilDay(day), rating.Standing(standing)
		return each(c)
	})
}

// CommentCounts returns how many comments the query's procedures have, by
// procedure; its mark, skip and most are left aside.
func (s *Store) CommentCounts(ctx context.Context, q rating.CommentQuery) (map[string]rating.CommentCount, error) {
	p, err := s.commentParameters(ctx, q)
	if err != nil {
		return nil, err
	}
	found := map[string]rating.CommentCount{}
	err = s.query(ctx, "comment_counts", p, func(r driver.Rows) error {
		var id string
		var n rating.CommentCount
		err := r.Scan(&id, &n.Marks[0], &n.Marks[1], &n.Marks[2], &n.All)
		found[id] = n
		return err
	})
	return found, err
}

// GivenTo returns the procedure that the rating was given to, which is another one
// than the named procedure when that counts it after a merge. It is empty when
// there is no such rating among those that the procedure counts, or it was erased.
func (s *Store) GivenTo(ctx context.Context, procedure string, id uuid.UUID) (given string, err error) {
	p := parameters{"procedure": procedure, "day": rating.IDDay(id), "id": id}
	if err := s.addGivers(ctx, p, procedure); err != nil {
		return "", err
	}
	err = s.query(ctx, "given_to", p, func(r driver.Rows) error { return r.Scan(&given) })
	return given, err
}

// commentParameters are those that both queries have. Ids hold nothing that
// needs escaping; what is no id has no comments.
func (s *Store) commentParameters(ctx context.Context, q rating.CommentQuery) (parameters, error) {
	ids := quoted{}
	for _, id := range q.Procedures {
		if observatory.ValidID(id) {
			ids = append(ids, id)
		}
	}
	p := parameters{"procedures": ids, "quarantined": q.Quarantined}
	return p, s.addGivers(ctx, p, ids...)
}
