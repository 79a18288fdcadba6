package sql

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory/access"
)

// Audit adds a line to the log of what was done with accesses, dated by the
// database's clock.
func (s *Store) Audit(ctx context.Context, e access.AuditEntry) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	err = s.insert(ctx, "INSERT INTO audit (at, access, ministry, act, procedure, subject, detail)",
		at, e.Access, e.Ministry, string(e.Act), e.Procedure, e.Subject, e.Detail)
	if err != nil {
		return fmt.Errorf("cannot write the audit log: %w", err)
	}
	return nil
}

// AuditTrail returns the last lines of the log, the newest first: of one
// ministry's accesses, or of all when it is empty.
func (s *Store) AuditTrail(ctx context.Context, ministry string, most int) ([]access.AuditEntry, error) {
	var all []access.AuditEntry
	err := s.query(ctx, "audit_trail", parameters{"ministry": ministry, "most": most}, func(r driver.Rows) error {
		var e access.AuditEntry
		var act string
		err := r.Scan(&e.At, &e.Access, &e.Ministry, &act, &e.Procedure, &e.Subject, &e.Detail)
		e.Act = access.Act(act)
		all = append(all, e)
		return err
	})
	return all, err
}
