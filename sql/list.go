package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// SaveProposals keeps what the run of the job "top250" that started at the
// instant proposes; the proposal is seen once the run is in the history.
func (s *Store) SaveProposals(ctx context.Context, at time.Time, proposals []observatory.ListProposal) error {
	if len(proposals) == 0 {
		return nil
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO list_proposals (at, procedure, enters, reasons)")
	if err != nil {
		return fmt.Errorf("cannot store the proposals for the list: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, p := range proposals {
		if err := batch.Append(at, p.Procedure, p.Enters, p.Reasons); err != nil {
			return fmt.Errorf("cannot store the proposal for %s: %w", p.Procedure, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot store the proposals for the list: %w", err)
	}
	return nil
}

// Proposals returns what the newest run of the job "top250" proposed, entries
// first.
func (s *Store) Proposals(ctx context.Context) ([]observatory.ListProposal, error) {
	var all []observatory.ListProposal
	err := s.query(ctx, "list_proposals", nil, func(r driver.Rows) error {
		var p observatory.ListProposal
		err := r.Scan(&p.Procedure, &p.Enters, &p.Reasons)
		all = append(all, p)
		return err
	})
	return all, err
}
