package dashboard

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
)

// snapshot is all that the pages show, read at one data version. It is
// immutable but for what it remembers; the answers made from it go when it goes.
type snapshot struct {
	version string
	// readAt is before the first reading: figures computed from the snapshot
	// bear it, so that one that an import has overtaken is known to be stale.
	readAt time.Time
	// asOf ends the window of every figure: the last closed month.
	asOf      observatory.Day
	catalogue *observatory.Catalogue
	figures   map[string][]indicator.Indicator
	months    map[string]indicator.History
	receipts  map[string]rating.Receipts
	funnels   map[string]rating.Funnel
	// alarms are those that everybody may see, by procedure id.
	alarms map[string][]alarm.Alarm
	// revisions are the log of what verdicts changed, by procedure id.
	revisions map[string][]indicator.Revision
	summary   summary.Summary
	entries   []entry
	// editions are the published ones, oldest first.
	editions  []edition.Edition
	history   history
	published []edition.PublishedFigure
	closed    *closedMonths
	answers   *answers
}

// read takes a snapshot of the store at a version that was read before the
// rest: what changes meanwhile makes another version.
func (s *shelf) read(ctx context.Context, version string, asOf observatory.Day) (*snapshot, error) {
	snap := &snapshot{version: version, readAt: s.cfg.Now(), asOf: asOf, answers: newAnswers(s.cfg.CacheBytes, s.metrics)}
	var err error
	if snap.catalogue, err = s.store.Catalogue(ctx); err != nil {
		return nil, fmt.Errorf("cannot read the catalogue: %w", err)
	}
	if snap.figures, err = s.month(ctx, snap, asOf); err != nil {
		return nil, err
	}
	if snap.months, err = s.store.History(ctx, asOf); err != nil {
		return nil, fmt.Errorf("cannot read the months: %w", err)
	}
	if snap.receipts, err = s.store.Receipts(ctx); err != nil {
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
	snap.closed = newClosedMonths(stored, asOf, len(snap.catalogue.Procedures()))
	snap.summary = summary.Summarise(snap.catalogue, asOf, snap.receipts)
	snap.summary.Measure(snap.catalogue, snap.figures)
	snap.entries = entries(snap)
	return snap, nil
}

// chartStart is where the charts of a day begin: two full years before its own.
func chartStart(asOf observatory.Day) observatory.Day {
	return observatory.NewDay(asOf.Date().Year()-2, time.January, 1)
}

// figureOf finds a procedure's figure of one kind.
func figureOf(figures []indicator.Indicator, kind indicator.Kind) (indicator.Indicator, bool) {
	for _, figure := range figures {
		if figure.Kind == kind {
			return figure, true
		}
	}
	return indicator.Indicator{}, false
}
