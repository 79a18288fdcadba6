package sql

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// Reconcile erases, of two ratings that are one sent on both sides of a
// midnight, the later one, where either was stored since the instant. It
// returns how many there were.
func (s *Store) Reconcile(ctx context.Context, since time.Time) (rows uint64, err error) {
	var same []rating.Verdict
	err = s.query(ctx, "same_ratings", parameters{"since": since}, func(r driver.Rows) error {
		var procedure string
		var id uuid.UUID
		err := r.Scan(&procedure, &id)
		same = append(same, rating.Verdict{Procedure: procedure, Rating: id, Kind: rating.VerdictErase, Reason: "sent-twice", By: "reconcile"})
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, verdict := range same {
		if err := s.Judge(ctx, verdict); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}
