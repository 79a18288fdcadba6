package dashboard

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"observatory"
)

// snapshot is all that the pages show, read at one data version. It is
// immutable; the answers made from it go when it goes.
type snapshot struct {
	version string
	// readAt is before the first reading: figures computed from the snapshot
	// bear it, so that one that an import has overtaken is known to be stale.
	readAt time.Time
	// asOf ends the window of every figure: the last closed month.
	asOf      observatory.Day
	catalogue *observatory.Catalogue
	figures   map[string][]observatory.Indicator
	months    map[string]observatory.History
	receipts  map[string]observatory.Receipts
	funnels   map[string]observatory.Funnel
	// alarms are those that everybody may see, by procedure id.
	alarms map[string][]observatory.Alarm
	// revisions are the log of what verdicts changed, by procedure id.
	revisions map[string][]observatory.Revision
	summary   observatory.Summary
	entries   []entry
	// editions are the published ones, oldest first.
	editions  []observatory.Edition
	history   history
	published []observatory.PublishedFigure
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
	if snap.figures, err = s.figures(ctx, snap, asOf, ""); err != nil {
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
	snap.summary = observatory.Summarise(snap.catalogue, asOf, snap.receipts)
	snap.summary.Measure(snap.catalogue, snap.figures)
	snap.entries = entries(snap)
	return snap, nil
}

// chartStart is where the charts of a day begin: two full years before its own.
func chartStart(asOf observatory.Day) observatory.Day {
	return observatory.NewDay(asOf.Date().Year()-2, time.January, 1)
}

// figures returns the public figures of a closed month: of one procedure, or
// of all when procedure is empty. What the store does not have yet is
// computed, and stored as it is going to be served: a public figure does not
// move afterwards. Only a single procedure without any rating is not stored:
// nobody's answer is in its figures, and anybody may ask for any month.
func (s *shelf) figures(ctx context.Context, snap *snapshot, asOf observatory.Day, procedure string) (map[string][]observatory.Indicator, error) {
	figures, err := s.store.Indicators(ctx, asOf, procedure)
	if err != nil {
		return nil, fmt.Errorf("cannot read the indicators: %w", err)
	}
	missing := func(p *observatory.Procedure) bool {
		return len(figures[p.ID]) == 0 && (procedure == "" || procedure == p.ID)
	}
	computed, rated, err := s.compute(ctx, snap, asOf, missing)
	if err != nil || len(computed) == 0 {
		return figures, err
	}
	if procedure == "" || rated {
		if err := s.store.SaveIndicators(ctx, asOf, computed); err != nil {
			return nil, fmt.Errorf("cannot store the indicators: %w", err)
		}
	}
	all := maps.Clone(figures)
	if all == nil {
		return computed, nil
	}
	maps.Copy(all, computed)
	return all, nil
}

// live computes the figures of one procedure for any day, and stores nothing.
func (s *shelf) live(ctx context.Context, snap *snapshot, asOf observatory.Day, procedure string) (map[string][]observatory.Indicator, error) {
	wanted := func(p *observatory.Procedure) bool { return p.ID == procedure }
	computed, _, err := s.compute(ctx, snap, asOf, wanted)
	return computed, err
}

// compute judges all procedures together and returns those that are wanted,
// without storing anything; rated says whether any of them has a rating in the
// window.
func (s *shelf) compute(ctx context.Context, snap *snapshot, asOf observatory.Day, wanted func(*observatory.Procedure) bool) (computed map[string][]observatory.Indicator, rated bool, err error) {
	procedures := snap.catalogue.Procedures()
	if !slices.ContainsFunc(procedures, func(p observatory.Procedure) bool { return wanted(&p) }) {
		return nil, false, nil
	}
	period, err := s.store.Period(ctx, observatory.TwelveMonths(asOf))
	if err != nil {
		return nil, false, fmt.Errorf("cannot read what figures follow from: %w", err)
	}
	computed = period.Indicators(procedures, snap.readAt)
	for i := range procedures {
		id := procedures[i].ID
		if !wanted(&procedures[i]) {
			delete(computed, id)
			continue
		}
		rated = rated || len(period.Evidence[id].Tallies) > 0
	}
	return computed, rated, nil
}

// indicator finds a procedure's figure of one kind.
func indicator(figures []observatory.Indicator, kind observatory.Kind) (observatory.Indicator, bool) {
	for _, figure := range figures {
		if figure.Kind == kind {
			return figure, true
		}
	}
	return observatory.Indicator{}, false
}
