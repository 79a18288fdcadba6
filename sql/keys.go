package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory/rating"
)

// Keys returns every key that tokens are or were signed with, the oldest first.
func (s *Store) Keys(ctx context.Context) ([]rating.TokenKey, error) {
	var all []rating.TokenKey
	err := s.query(ctx, "keys", nil, func(r driver.Rows) error {
		var k rating.TokenKey
		var secret string
		err := r.Scan(&k.ID, &k.Procedure, &secret, &k.CreatedAt, &k.Revoked)
		k.Secret = []byte(secret)
		all = append(all, k)
		return err
	})
	return all, err
}

// SaveKey writes the key as it now is. A key that was ever saved as revoked
// stays so, whatever is saved after it and whatever the database's clock says:
// of the rows of a key the table keeps the one with the latest instant, and that
// of a revocation is at the end of time.
func (s *Store) SaveKey(ctx context.Context, k rating.TokenKey) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	if k.CreatedAt.IsZero() {
		k.CreatedAt = now
	}
	if k.Revoked {
		now = endOfTime()
	}
	err = s.insert(ctx, "INSERT INTO keys (id, procedure, secret, created_at, revoked, at)",
		k.ID, k.Procedure, string(k.Secret), k.CreatedAt, k.Revoked, now)
	if err != nil {
		return fmt.Errorf("cannot save the key %d: %w", k.ID, err)
	}
	return nil
}

// endOfTime is later than any clock, and not too late to be counted in
// nanoseconds, as the driver does.
func endOfTime() time.Time { return time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC) }
