package snapshot

import (
	"context"
	"fmt"

	"servicequality/observatory/indicator"
)

// RevisionStore is a Store that also keeps the log of what verdicts changed of public
// months.
type RevisionStore interface {
	// Revisions returns the log by procedure id, the oldest first.
	Revisions(ctx context.Context) (map[string][]indicator.Revision, error)
}

// readRevisions adds the log to the snapshot, when the store keeps one.
func (s *Shelf) readRevisions(ctx context.Context, snap *Snapshot) error {
	store, ok := s.store.(RevisionStore)
	if !ok {
		return nil
	}
	var err error
	if snap.revisions, err = store.Revisions(ctx); err != nil {
		return fmt.Errorf("cannot read the revisions: %w", err)
	}
	return nil
}
