package snapshot

import (
	"context"
	"fmt"
	"slices"

	"servicequality/observatory/edition"
)

// History is what editions say of procedures: by edition, then by procedure.
// Editions never change, so that it grows by the new ones alone.
type History struct {
	// copies names what was read of each edition (see Edition.Copy).
	copies  map[string]uint64
	Figures map[string]map[string][]edition.FrozenFigure
}

// readHistory adds the history to the snapshot: what the last snapshot knows
// of an edition is taken over.
func (s *Shelf) readHistory(ctx context.Context, snap *Snapshot) error {
	snap.History = History{copies: map[string]uint64{}, Figures: map[string]map[string][]edition.FrozenFigure{}}
	last, _, _ := s.State()
	var unread []edition.Edition
	for _, e := range snap.Editions {
		snap.History.copies[e.ID] = e.Copy
		if last != nil {
			if was, known := last.History.copies[e.ID]; known && was == e.Copy {
				snap.History.Figures[e.ID] = last.History.Figures[e.ID]
				continue
			}
		}
		unread = append(unread, e)
	}
	if len(unread) == 0 {
		return nil
	}
	figures, err := s.cfg.Archive.EditionHistory(ctx, unread)
	if err != nil {
		return fmt.Errorf("cannot read the history of %d editions: %w", len(unread), err)
	}
	for id, procedures := range figures {
		snap.History.Figures[id] = procedures
	}
	return nil
}

// Standing lists the published editions that no other corrects, in the order
// of their windows.
func (s *Snapshot) Standing() []edition.Edition {
	list := slices.DeleteFunc(slices.Clone(s.Editions), func(e edition.Edition) bool { return s.Superseded(e.ID) != "" })
	slices.SortStableFunc(list, func(a, b edition.Edition) int { return int(a.AsOf) - int(b.AsOf) })
	return list
}

// Computed lists the editions that stand and were computed by the rules; what
// was printed elsewhere followed others.
func (s *Snapshot) Computed() []edition.Edition {
	return slices.DeleteFunc(s.Standing(), func(e edition.Edition) bool { return e.AsPrinted })
}

// LastEditions names the two newest editions that can be compared.
func (s *Snapshot) LastEditions() (newest, before string, ok bool) {
	for _, e := range slices.Backward(s.Editions) {
		switch {
		case e.AsPrinted || s.Superseded(e.ID) != "":
		case newest == "":
			newest = e.ID
		default:
			return newest, e.ID, true
		}
	}
	return "", "", false
}
