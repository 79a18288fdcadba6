package sql

import (
	"context"
	"fmt"
)

// Release is the version of ClickHouse.
func (s *Store) Release(ctx context.Context) (version string, err error) {
	if err = s.conn.QueryRow(ctx, "SELECT version()").Scan(&version); err != nil {
		return "", fmt.Errorf("cannot ask ClickHouse for its version: %w", err)
	}
	return version, nil
}
