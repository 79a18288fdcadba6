package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// Objections returns the objections to an edition with their answers, in the
// order in which they were filed.
func (s *Store) Objections(ctx context.Context, id string) ([]edition.Objection, error) {
	var all []edition.Objection
	err := s.query(ctx, "objections", parameters{"edition": id}, func(r driver.Rows) error {
		o := edition.Objection{Edition: id}
		var kind string
		var filed, answered time.Time
		err := r.Scan(&o.ID, &o.Procedure, &kind, &o.Text, &filed, &o.Answer, &answered)
		o.Kind, o.FiledOn, o.AnsweredOn = indicator.Kind(kind), civilDay(filed), civilDay(answered)
		all = append(all, o)
		return err
	})
	return all, err
}

// FileObjection keeps an objection that the access named by filed. The same one
// filed again is one.
func (s *Store) FileObjection(ctx context.Context, o edition.Objection, by string) error {
	return s.insertObjection(ctx, "objection", o, o.Text, o.FiledOn, by)
}

// AnswerObjection keeps what the access named by answered to an objection; the
// last answer counts.
func (s *Store) AnswerObjection(ctx context.Context, o edition.Objection, by string) error {
	return s.insertObjection(ctx, "answer", o, o.Answer, o.AnsweredOn, by)
}

func (s *Store) insertObjection(ctx context.Context, entry string, o edition.Objection, text string, day observatory.Day, by string) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	err = s.insert(ctx, "INSERT INTO objections (edition, id, entry, procedure, kind, text, day, by, at)",
		o.Edition, o.ID, entry, o.Procedure, string(o.Kind), text, day.Date(), by, at)
	if err != nil {
		return fmt.Errorf("cannot keep the objection %s to the edition %s: %w", o.ID, o.Edition, err)
	}
	return nil
}
