package dashboard

import (
	"context"
	"errors"
	"fmt"
	"strconv"

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
	EditionHistory(ctx context.Context, editions []edition.Edition) (map[string]map[string][]edition.Recorded, error)
	// EditionCatalogue returns the catalogue as the edition found it.
	EditionCatalogue(ctx context.Context, e edition.Edition) (*observatory.Catalogue, error)
	// EditionChanges says what happened to the ratings that both cover.
	EditionChanges(ctx context.Context, a, b edition.Edition) (map[string]edition.Corrections, error)
	// EditionRollover returns the ratings of the months that only one covers.
	EditionRollover(ctx context.Context, a, b edition.Edition) (indicator.Rollover, error)
	// PublishedFigures returns what was printed before there were editions.
	PublishedFigures(ctx context.Context) ([]edition.PublishedFigure, error)
}

// readArchive adds what is published of the archive to the snapshot.
func (s *shelf) readArchive(ctx context.Context, snap *snapshot) error {
	if s.cfg.Archive == nil {
		return nil
	}
	all, err := s.cfg.Archive.Editions(ctx)
	if err != nil {
		return fmt.Errorf("cannot read the editions: %w", err)
	}
	for _, e := range all {
		if e.State == edition.Published {
			snap.editions = append(snap.editions, e)
		}
	}
	if err := s.readHistory(ctx, snap); err != nil {
		return err
	}
	if snap.published, err = s.cfg.Archive.PublishedFigures(ctx); err != nil {
		return fmt.Errorf("cannot read the published history: %w", err)
	}
	return nil
}

// askedEdition is the published edition that the address asks for.
func (r *request) askedEdition() (edition.Edition, error) {
	if r.query.Has("as_of") {
		return edition.Edition{}, refuse("as_of", "does not go with edition: an edition has its own window")
	}
	return edition.Find(r.snap.editions, r.query.Get("edition"))
}

// readEdition reads the catalogue and the figures of an edition, once for all
// who want them at the same time.
func (d *Dashboard) readEdition(r *request, e edition.Edition) (edition.Figures, error) {
	f, err := through(r.ctx, d.shelf.editions, editionKey(e), func(ctx context.Context) (edition.Figures, error) {
		return d.editionFigures(ctx, e)
	})
	return f, d.unreadEdition(err, e.ID)
}

func (d *Dashboard) editionFigures(ctx context.Context, e edition.Edition) (edition.Figures, error) {
	f := edition.Figures{Edition: e, Summary: e.Summary}
	var err error
	if f.Catalogue, err = d.cfg.Archive.EditionCatalogue(ctx, e); err == nil {
		f.Figures, err = d.cfg.Archive.EditionIndicators(ctx, e, "")
	}
	return f, err
}

// editionKey names an edition, and which copy of it.
func editionKey(e edition.Edition) string { return e.ID + " " + strconv.FormatUint(e.Copy, 10) }

// unreadEdition is the error of a reader of what could not be read; nil for nil.
func (d *Dashboard) unreadEdition(err error, name string) error {
	if err == nil {
		return nil
	}
	if !errors.Is(err, errBusy) {
		d.log.Warn("cannot read an edition", "edition", name, "error", err)
	}
	return fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}

// superseded is the newest published revision that corrects the edition, "" for
// none.
func (s *snapshot) superseded(id string) string {
	by := ""
	for _, e := range s.editions {
		if e.Replaces == id || by != "" && e.Replaces == by {
			by = e.ID
		}
	}
	return by
}
