package aggregator

import (
	"context"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// LateAfter is how long after it was due a job may succeed before it counts as late.
const LateAfter = 15 * time.Minute

// Late says whether the job succeeded once and should have done so again by now.
func (s Status) Late(now time.Time) bool { return !s.Due.IsZero() && now.Sub(s.Due) > LateAfter }

// stale looks for sources that told nothing for too long: those of each
// procedure, the catalogue and the jobs.
func (a *Aggregator) stale(ctx context.Context, catalogue *observatory.Catalogue) (found []alarm.Finding, err error) {
	today := a.today()
	fresh, imported, err := a.store.Freshness(ctx, today)
	if err != nil {
		return nil, err
	}
	for i := range catalogue.Procedures() {
		p := &catalogue.Procedures()[i]
		found = append(found, alarm.FindStale(p, fresh[p.ID], today)...)
	}
	if old, ok := alarm.FindOldCatalogue(imported, today); ok {
		found = append(found, old)
	}
	jobs, err := a.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	for _, job := range jobs {
		if job.Late(a.now()) {
			found = append(found, alarm.FindLateJob(job.Name, observatory.DayOf(job.Last.LastSuccess), observatory.DayOf(job.Due), today))
		}
	}
	a.metrics.countStale(found)
	return found, nil
}
