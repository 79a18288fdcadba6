package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/access"
)

// Accesses returns every access there is or was, the oldest first.
func (s *Store) Accesses(ctx context.Context) ([]access.Access, error) {
	var all []access.Access
	err := s.query(ctx, "accesses", nil, func(r driver.Rows) error {
		var a access.Access
		var role, hash string
		var revoked uint8
		var used time.Time
		err := r.Scan(&a.ID, &a.Name, &role, &a.Ministry, &a.Procedures, &hash, &a.MadeBy,
			&a.CreatedAt, &a.ExpiresAt, &revoked, &used)
		a.Role, a.Procedures, a.Revoked, a.LastUsed = access.Role(role), list(a.Procedures), revoked != 0, civilDay(used)
		if err == nil && copy(a.Hash[:], hash) != len(hash) {
			err = fmt.Errorf("the hash of the access %s is damaged", a.ID)
		}
		all = append(all, a)
		return err
	})
	return all, err
}

// InsertAccess writes an access that was just issued.
func (s *Store) InsertAccess(ctx context.Context, a access.Access) error {
	err := s.insert(ctx, `INSERT INTO accesses (id, name, role, ministry, procedures, hash, made_by, created_at, expires_at)`,
		a.ID, a.Name, string(a.Role), a.Ministry, a.Procedures, string(a.Hash[:]), a.MadeBy, a.CreatedAt, a.ExpiresAt)
	if err != nil {
		return fmt.Errorf("cannot write the access %s: %w", a.ID, err)
	}
	return nil
}

// RevokeAccess revokes the access with that id for ever.
func (s *Store) RevokeAccess(ctx context.Context, id string) error {
	if err := s.insert(ctx, "INSERT INTO accesses (id, revoked)", id, uint8(1)); err != nil {
		return fmt.Errorf("cannot revoke the access %s: %w", id, err)
	}
	return nil
}

// UseAccess notes that the access was used on the day.
func (s *Store) UseAccess(ctx context.Context, id string, day observatory.Day) error {
	if err := s.insert(ctx, "INSERT INTO accesses (id, last_used)", id, day.Date()); err != nil {
		return fmt.Errorf("cannot note the use of the access %s: %w", id, err)
	}
	return nil
}
