package snapshot

import (
	"context"
	"fmt"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// Archive is where editions and the published history are read. All methods
// may be called at the same time.
type Archive interface {
	// Editions returns every edition, drafts too, oldest first.
	Editions(ctx context.Context) ([]edition.Edition, error)
	// EditionIndicators returns the figures of an edition by procedure id; of
	// all procedures when procedure is empty.
	EditionIndicators(ctx context.Context, e edition.Edition, procedure string) (map[string][]indicator.Indicator, error)
	// EditionHistory returns what the editions say of each procedure, by edition
	// and procedure id.
	EditionHistory(ctx context.Context, editions []edition.Edition) (map[string]map[string][]edition.FrozenFigure, error)
	// EditionCatalogue returns the catalogue as the edition found it.
	EditionCatalogue(ctx context.Context, e edition.Edition) (*observatory.Catalogue, error)
	// EditionChanges says what happened to the ratings that both cover.
	EditionChanges(ctx context.Context, a, b edition.Edition) (map[string]edition.Corrections, error)
	// EditionRollover returns the ratings of the months that only one covers.
	EditionRollover(ctx context.Context, a, b edition.Edition) (indicator.Rollover, error)
	// PrintedFigures returns what was printed before there were editions.
	PrintedFigures(ctx context.Context) ([]edition.PrintedFigure, error)
}

// readArchive adds what is published of the archive to the snapshot.
func (s *Shelf) readArchive(ctx context.Context, snap *Snapshot) error {
	if s.cfg.Archive == nil {
		return nil
	}
	all, err := s.cfg.Archive.Editions(ctx)
	if err != nil {
		return fmt.Errorf("cannot read the editions: %w", err)
	}
	for _, e := range all {
		if e.State == edition.Published {
			snap.Editions = append(snap.Editions, e)
		}
	}
	if err := s.readHistory(ctx, snap); err != nil {
		return err
	}
	if snap.Published, err = s.cfg.Archive.PrintedFigures(ctx); err != nil {
		return fmt.Errorf("cannot read the published history: %w", err)
	}
	return nil
}

// Superseded is the newest published revision that corrects the edition, "" for
// none.
func (s *Snapshot) Superseded(id string) string {
	by := ""
	for _, e := range s.Editions {
		if e.Replaces == id || by != "" && e.Replaces == by {
			by = e.ID
		}
	}
	return by
}
