package sql

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// Judge records the verdict, dated by the database's clock. Figures follow
// with the next count; after an erasure the rating is found nowhere in them,
// and Erase takes its rows away.
func (s *Store) Judge(ctx context.Context, v rating.Verdict) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	err = s.insert(ctx, "INSERT INTO verdicts (procedure, day, id, kind, reason, by, at)",
		v.Procedure, rating.IDDay(v.Rating).Date(), v.Rating, string(v.Kind), v.Reason, v.By, at)
	if err != nil {
		return fmt.Errorf("cannot record the verdict on the rating %s: %w", v.Rating, err)
	}
	return nil
}

// RatingStanding says whether the rating is stored, and whether it was erased.
func (s *Store) RatingStanding(ctx context.Context, procedure string, id uuid.UUID) (stored, erased bool, err error) {
	p := parameters{"procedure": procedure, "day": rating.IDDay(id), "id": id}
	err = s.row(ctx, "rating_standing", p, &stored, &erased)
	return stored, erased, err
}

// Tombstones returns the erasures and maskings decided at or after the instant,
// the oldest first.
func (s *Store) Tombstones(ctx context.Context, since time.Time) ([]rating.Verdict, error) {
	var all []rating.Verdict
	err := s.query(ctx, "tombstones", parameters{"since": since}, func(r driver.Rows) error {
		var v rating.Verdict
		var kind string
		err := r.Scan(&v.Procedure, &v.Rating, &kind, &v.Reason, &v.By, &v.At)
		v.Kind = rating.VerdictKind(kind)
		all = append(all, v)
		return err
	})
	return all, err
}

// KeepTombstones records those of the erasures and maskings that the database
// does not know. What they take away goes with the next Erase.
func (s *Store) KeepTombstones(ctx context.Context, all []rating.Verdict) error {
	for _, v := range all {
		p := parameters{"procedure": v.Procedure, "day": rating.IDDay(v.Rating), "id": v.Rating, "kind": string(v.Kind)}
		var known bool
		err := s.row(ctx, "verdict_known", p, &known)
		if err == nil && !known {
			err = s.Judge(ctx, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	errErasedRemain = errors.New("erased ratings are still stored: a collector is bringing them, try again")
	errMaskedRemain = errors.New("masked texts are still stored: a collector is bringing them, try again")
)

// Erase deletes the rows of every rating that was erased by a verdict, those
// included that arrived afterwards, looks for them, and returns how many there
// were. The verdicts stay, so that nothing brings the ratings back.
func (s *Store) Erase(ctx context.Context) (rows uint64, err error) {
	return s.takeBack(ctx, "erase", "erased_remains", errErasedRemain)
}

// Mask empties the texts of every rating whose texts were masked by a verdict,
// as Erase deletes rows.
func (s *Store) Mask(ctx context.Context) (rows uint64, err error) {
	return s.takeBack(ctx, "mask", "masked_remains", errMaskedRemain)
}

// takeBack runs a statement on each month in which rows remain, and looks
// whether any is left.
func (s *Store) takeBack(ctx context.Context, statement, look string, left error) (rows uint64, err error) {
	remains, err := s.remains(ctx, look)
	if err != nil || len(remains) == 0 {
		return 0, err
	}
	for month, n := range remains {
		rows += n
		if err := s.exec(ctx, statement, parameters{"month": month}); err != nil {
			return 0, err
		}
	}
	if remains, err = s.remains(ctx, look); err == nil && len(remains) > 0 {
		err = left
	}
	return rows, err
}

// remains counts rows by the month of their partition.
func (s *Store) remains(ctx context.Context, look string) (map[uint32]uint64, error) {
	rows := map[uint32]uint64{}
	err := s.query(ctx, look, nil, func(r driver.Rows) error {
		var month uint32
		var n uint64
		err := r.Scan(&month, &n)
		rows[month] = n
		return err
	})
	return rows, err
}

// now is the database's clock.
func (s *Store) now(ctx context.Context) (at time.Time, err error) {
	err = s.row(ctx, "clock", nil, &at)
	return at, err
}

// insert writes one row.
func (s *Store) insert(ctx context.Context, statement string, values ...any) error {
	batch, err := s.conn.PrepareBatch(ctx, statement)
	if err != nil {
		return err
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	if err := batch.Append(values...); err != nil {
		return err
	}
	return batch.Send()
}
