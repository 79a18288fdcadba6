package sql

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"observatory"
)

// Keys returns every key that tokens are or were signed with, the oldest first.
func (s *Store) Keys(ctx context.Context) ([]observatory.TokenKey, error) {
	var all []observatory.TokenKey
	err := s.query(ctx, "keys", nil, func(r driver.Rows) error {
		var k observatory.TokenKey
		var secret string
		err := r.Scan(&k.ID, &k.Procedure, &secret, &k.CreatedAt, &k.Revoked)
		k.Secret = []byte(secret)
		all = append(all, k)
		return err
	})
	return all, err
}

// SaveKey writes the key as it now is. A key that was ever saved as revoked
// stays so.
func (s *Store) SaveKey(ctx context.Context, k observatory.TokenKey) error {
	now, err := s.now(ctx)
	if err != nil {
		return err
	}
	if k.CreatedAt.IsZero() {
		k.CreatedAt = now
	}
	err = s.insert(ctx, "INSERT INTO keys (id, procedure, secret, created_at, revoked, at)",
		k.ID, k.Procedure, string(k.Secret), k.CreatedAt, k.Revoked, now)
	if err != nil {
		return fmt.Errorf("cannot save the key %d: %w", k.ID, err)
	}
	return nil
}
