package dashboard

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/web"
)

// askedEdition is the published edition that the address asks for.
func (r *request) askedEdition() (edition.Edition, error) {
	if r.query.Has("as_of") {
		return edition.Edition{}, web.Refuse("as_of", "does not go with edition: an edition has its own window")
	}
	return edition.Find(r.snap.Editions, r.query.Get("edition"))
}

// readEdition reads the catalogue and the figures of an edition, once for all
// who want them at the same time.
func (d *Dashboard) readEdition(r *request, e edition.Edition) (edition.Figures, error) {
	f, err := snapshot.Through(r.ctx, d.shelf.Editions, editionKey(e), func(ctx context.Context) (edition.Figures, error) {
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
	if !errors.Is(err, snapshot.ErrBusy) {
		d.log.Warn("cannot read an edition", "edition", name, "error", err)
	}
	return fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}
