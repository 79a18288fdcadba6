package page

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

// AskedEdition is the published edition that the address asks for.
func (r *Request) AskedEdition() (edition.Edition, error) {
	if r.Query.Has("as_of") {
		return edition.Edition{}, web.Refuse("as_of", "does not go with edition: an edition has its own window")
	}
	return edition.Find(r.Snap.Editions, r.Query.Get("edition"))
}

// ReadEdition reads the catalogue and the figures of an edition, once for all
// who want them at the same time.
func (d *Site) ReadEdition(r *Request, e edition.Edition) (edition.Figures, error) {
	f, err := snapshot.Through(r.Ctx, d.Shelf.Editions, EditionKey(e), func(ctx context.Context) (edition.Figures, error) {
		return d.EditionFigures(ctx, e)
	})
	return f, d.UnreadEdition(err, e.ID)
}

// EditionFigures reads all that an edition holds: its catalogue and its figures. It
// asks the archive each time.
func (d *Site) EditionFigures(ctx context.Context, e edition.Edition) (edition.Figures, error) {
	f := edition.Figures{Edition: e, Summary: e.Summary}
	var err error
	if f.Catalogue, err = d.Cfg.Archive.EditionCatalogue(ctx, e); err == nil {
		f.Figures, err = d.Cfg.Archive.EditionIndicators(ctx, e, "")
	}
	return f, err
}

// EditionKey names an edition, and which copy of it.
func EditionKey(e edition.Edition) string { return e.ID + " " + strconv.FormatUint(e.Copy, 10) }

// UnreadEdition turns an error of reading an edition into the one that a reader is
// shown; nil for nil.
func (d *Site) UnreadEdition(err error, name string) error {
	if err == nil {
		return nil
	}
	if !errors.Is(err, snapshot.ErrBusy) {
		d.Log.Warn("cannot read an edition", "edition", name, "error", err)
	}
	return fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
}
