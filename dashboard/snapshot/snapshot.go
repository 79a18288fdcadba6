package snapshot

import (
	"context"
	"fmt"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/observatory/summary"
	"servicequality/web"
	"servicequality/web/search"
)

// Snapshot is all that the pages show, read at one data version. It is
// immutable but for what it remembers; the answers made from it go when it goes.
type Snapshot struct {
	Version string
	// ReadAt is before the first reading: figures computed from the snapshot
	// bear it, so that one that an import has overtaken is known to be stale.
	ReadAt time.Time
	// AsOf ends the window of every figure: the last closed month.
	AsOf      observatory.Day
	Catalogue *observatory.Catalogue
	Figures   map[string][]indicator.Indicator
	Months    map[string]indicator.History
	Receipts  map[string]rating.Receipts
	funnels   map[string]rating.Funnel
	// alarms are those that everybody may see, by procedure id.
	alarms map[string][]alarm.Alarm
	// revisions are the log of what verdicts changed, by procedure id.
	revisions map[string][]indicator.Revision
	Summary   summary.Summary
	Entries   []Entry
	// Editions are the published ones, oldest first.
	Editions  []edition.Edition
	History   History
	Published []edition.PrintedFigure
	Closed    *ClosedMonths
	Answers   *web.Answers

	search *search.Engine
}

// Search is the index in which procedures are found by what people call them. It is made
// when it is first asked for, and kept while the catalogue says the same.
func (s *Snapshot) Search() (*search.Index, error) { return s.search.Of(s.Catalogue) }

// read takes a snapshot of the store at a version that was read before the
// rest: what changes meanwhile makes another version.
func (s *Shelf) read(ctx context.Context, version string, asOf observatory.Day) (*Snapshot, error) {
	snap := &Snapshot{Version: version, ReadAt: s.cfg.Now(), AsOf: asOf, search: &s.search, Answers: web.NewAnswers(s.cfg.CacheBytes, s.metrics.renders)}
	var err error
	if snap.Catalogue, err = s.store.Catalogue(ctx); err != nil {
		return nil, fmt.Errorf("cannot read the catalogue: %w", err)
	}
	if snap.Figures, err = s.month(ctx, snap, asOf); err != nil {
		return nil, err
	}
	if snap.Months, err = s.store.History(ctx, asOf); err != nil {
		return nil, fmt.Errorf("cannot read the months: %w", err)
	}
	if snap.Receipts, err = s.store.Receipts(ctx); err != nil {
		return nil, fmt.Errorf("cannot read the receipts: %w", err)
	}
	if snap.funnels, err = s.store.Funnels(ctx, "", observatory.TwelveMonths(asOf)); err != nil {
		return nil, fmt.Errorf("cannot read the funnels: %w", err)
	}
	if err = s.readArchive(ctx, snap); err != nil {
		return nil, err
	}
	if err = s.readAlarms(ctx, snap); err != nil {
		return nil, err
	}
	if err = s.readRevisions(ctx, snap); err != nil {
		return nil, err
	}
	stored, err := s.store.StoredMonths(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot read which months are stored: %w", err)
	}
	snap.Closed = newClosedMonths(stored, asOf, len(snap.Catalogue.Procedures()))
	snap.Summary = summary.Summarise(snap.Catalogue, asOf, snap.Receipts)
	snap.Summary.Measure(snap.Catalogue, snap.Figures)
	snap.Entries = entries(snap)
	return snap, nil
}

// ChartStart is where the charts of a day begin: two full years before its own.
func ChartStart(asOf observatory.Day) observatory.Day {
	return observatory.NewDay(asOf.Date().Year()-2, time.January, 1)
}

// FigureOf finds a procedure's figure of one kind.
func FigureOf(figures []indicator.Indicator, kind indicator.Kind) (indicator.Indicator, bool) {
	for _, figure := range figures {
		if figure.Kind == kind {
			return figure, true
		}
	}
	return indicator.Indicator{}, false
}
