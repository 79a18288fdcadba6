package aggregator

import (
	"context"
	"fmt"
	"time"

	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// EditionStore keeps editions. A frozen one is reached through its row alone,
// which is written last.
type EditionStore interface {
	Editions(ctx context.Context) ([]edition.Edition, error)
	SaveEdition(ctx context.Context, e edition.Edition) error
	// CopyForEdition copies the catalogue and the tallies under e.Copy, and
	// EditionCopies gives them back.
	CopyForEdition(ctx context.Context, e edition.Edition) error
	EditionCopies(ctx context.Context, e edition.Edition) (edition.Copies, error)
	// HoldSmallShifts gives a revision the tallies of the edition that it
	// corrects where fewer than five ratings came or went, and returns where.
	HoldSmallShifts(ctx context.Context, corrected, revision edition.Edition) ([]string, error)
	SaveEditionFigures(ctx context.Context, f edition.Figures) error
	EditionIndicators(ctx context.Context, e edition.Edition, procedure string) (map[string][]indicator.Indicator, error)
	// PurgeCopies deletes every copy of the edition but one.
	PurgeCopies(ctx context.Context, edition string, keep uint64) error
}

// FreezeSteps is how many steps a freeze reports.
const FreezeSteps = 5

// Editor makes editions.
type Editor struct {
	store EditionStore
	now   func() time.Time
	step  func(what string)
}

// NewEditor wires an editor; step hears what is being done.
func NewEditor(store EditionStore, now func() time.Time, step func(string)) *Editor {
	return &Editor{store: store, now: now, step: step}
}

// Find returns the edition with that id.
func (e *Editor) Find(ctx context.Context, id string) (edition.Edition, error) {
	all, err := e.store.Editions(ctx)
	if err != nil {
		return edition.Edition{}, err
	}
	return edition.Find(all, id)
}

// Freeze copies what the draft follows from, computes its figures from the
// copies and stores them; the edition's row comes last, so that a freeze which
// is cut short leaves a draft. A frozen edition is computed again from its
// copies and returned as it is.
func (e *Editor) Freeze(ctx context.Context, draft edition.Edition) (edition.Figures, error) {
	if draft.State != edition.Draft {
		return e.Frozen(ctx, draft)
	}
	frozen, err := draft.Freeze(e.now())
	if err != nil {
		return edition.Figures{}, err
	}
	frozen.Copy = uint64(e.now().UnixNano())
	e.step("removing leftovers")
	if err := e.store.PurgeCopies(ctx, frozen.ID, 0); err != nil {
		return edition.Figures{}, err
	}
	e.step("copying catalogue and tallies")
	if err := e.store.CopyForEdition(ctx, frozen); err != nil {
		return edition.Figures{}, err
	}
	if err := e.hold(ctx, frozen); err != nil {
		return edition.Figures{}, err
	}
	e.step("computing figures")
	copies, err := e.store.EditionCopies(ctx, frozen)
	if err != nil {
		return edition.Figures{}, err
	}
	if err := copies.Enough(frozen); err != nil {
		return edition.Figures{}, err
	}
	figures := edition.Compile(frozen, copies)
	e.step("storing figures")
	if err := e.store.SaveEditionFigures(ctx, figures); err != nil {
		return edition.Figures{}, err
	}
	e.step("checking what was stored")
	if err := e.check(ctx, figures); err != nil {
		return edition.Figures{}, err
	}
	return figures, e.store.SaveEdition(ctx, figures.Edition)
}

// hold keeps a revision from giving single answers away by subtraction.
func (e *Editor) hold(ctx context.Context, revision edition.Edition) error {
	if revision.Replaces == "" {
		return nil
	}
	corrected, err := e.Find(ctx, revision.Replaces)
	if err != nil || corrected.AsPublished {
		return err
	}
	_, err = e.store.HoldSmallShifts(ctx, corrected, revision)
	return err
}

// Frozen computes a frozen edition from its copies; the error says that they,
// or the stored figures, no longer give the checksum of that day.
func (e *Editor) Frozen(ctx context.Context, frozen edition.Edition) (edition.Figures, error) {
	if frozen.State == edition.Draft {
		return edition.Figures{}, fmt.Errorf("the edition %s is a draft: freeze it first", frozen.ID)
	}
	if err := frozen.Computable(); err != nil {
		return edition.Figures{}, err
	}
	copies, err := e.store.EditionCopies(ctx, frozen)
	if err != nil {
		return edition.Figures{}, err
	}
	figures := edition.Compile(frozen, copies)
	if frozen.AsPublished {
		if figures.Figures, err = e.store.EditionIndicators(ctx, frozen, ""); err != nil {
			return figures, err
		}
		figures.Edition = frozen
	}
	if sum := figures.Checksum(); sum != frozen.Checksum {
		return figures, fmt.Errorf("the copies of the edition %s give the checksum %s, not %s as on the day it was frozen", frozen.ID, sum, frozen.Checksum)
	}
	return figures, e.check(ctx, figures)
}

// check compares the stored figures with those that were computed.
func (e *Editor) check(ctx context.Context, figures edition.Figures) error {
	stored := figures
	var err error
	if stored.Figures, err = e.store.EditionIndicators(ctx, figures.Edition, ""); err != nil {
		return err
	}
	if sum := stored.Checksum(); sum != figures.Edition.Checksum {
		return fmt.Errorf("the stored figures of the edition %s have the checksum %s, not %s", figures.Edition.ID, sum, figures.Edition.Checksum)
	}
	return nil
}
