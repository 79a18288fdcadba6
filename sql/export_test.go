package sql

import "context"

// Exec runs a statement that no method of the store has.
func (s *Store) Exec(ctx context.Context, statement string) error { return s.conn.Exec(ctx, statement) }
