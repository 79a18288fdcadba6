package aggregator

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"servicequality/observatory"
)

// tick is one beat of a job's schedule: it skips the beat when the job still
// runs, and never lets an error or a panic stop the next one.
func (a *Aggregator) tick(ctx context.Context, j *job) {
	select {
	case j.turn <- struct{}{}:
	default:
		a.metrics.runs.WithLabelValues(j.name, "skipped").Inc()
		return
	}
	defer func() { <-j.turn }()
	if _, err := a.once(ctx, j); err != nil && ctx.Err() == nil {
		a.log.Error("job failed", "job", j.name, "error", err)
	}
}

// once runs the job, measures it and keeps the run in the history.
func (a *Aggregator) once(ctx context.Context, j *job) (observatory.JobRun, error) {
	run := observatory.JobRun{Name: j.name, StartedAt: a.now()}
	done, err := guarded(ctx, j)
	run.FinishedAt, run.Rows = a.now(), done.rows
	if !done.began.IsZero() {
		run.StartedAt = done.began
	}
	outcome := "succeeded"
	if err != nil {
		run.Error, outcome = err.Error(), "failed"
	} else {
		run.LastSuccess = run.FinishedAt
		a.metrics.success.WithLabelValues(j.name).Set(float64(run.FinishedAt.Unix()))
	}
	a.metrics.runs.WithLabelValues(j.name, outcome).Inc()
	a.metrics.rows.WithLabelValues(j.name).Add(float64(done.rows))
	a.metrics.seconds.WithLabelValues(j.name).Observe(run.FinishedAt.Sub(run.StartedAt).Seconds())
	return run, errors.Join(err, a.store.RecordRun(context.WithoutCancel(ctx), run))
}

// runLimit bounds a run: a database that hangs must not stop a job for ever.
// A whole recount of 100 million ratings takes seconds, not minutes.
const runLimit = 30 * time.Minute

// guarded turns a panic of the job into an error.
func guarded(ctx context.Context, j *job) (done result, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the job %s panicked: %v\n%s", j.name, cause, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	return j.run(ctx)
}
