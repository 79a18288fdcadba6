package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// RecordRun keeps one run of a job in the history.
func (s *Store) RecordRun(ctx context.Context, run observatory.JobRun) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO job_runs (name, started_at, finished_at, rows, error)")
	if err != nil {
		return fmt.Errorf("cannot record the run of the job %s: %w", run.Name, err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	if err := batch.Append(run.Name, run.StartedAt, run.FinishedAt, run.Rows, run.Error); err != nil {
		return fmt.Errorf("cannot record the run of the job %s: %w", run.Name, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot record the run of the job %s: %w", run.Name, err)
	}
	return nil
}

// JobHistory returns the last run of each job that ever ran, by name, with
// LastSuccess set.
func (s *Store) JobHistory(ctx context.Context) (map[string]observatory.JobRun, error) {
	found := map[string]observatory.JobRun{}
	err := s.query(ctx, "job_history", nil, func(r driver.Rows) error {
		var run observatory.JobRun
		if err := r.Scan(&run.Name, &run.StartedAt, &run.LastSuccess, &run.Rows, &run.Error); err != nil {
			return err
		}
		if !run.LastSuccess.After(time.Unix(0, 0)) {
			run.LastSuccess = time.Time{}
		}
		found[run.Name] = run
		return nil
	})
	return found, err
}

// DataVersion is a text that changes whenever the public may see something
// else: an import was committed or undone, or a job wrote rows.
func (s *Store) DataVersion(ctx context.Context) (string, error) {
	var version string
	err := s.row(ctx, "data_version", nil, &version)
	return version, err
}
