package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"observatory"
	"observatory/aggregator"
)

func (a *app) jobCommand() *cobra.Command {
	return group("job", "the jobs that turn ratings into figures", &cobra.Command{
		Use: "list", Short: "the table of jobs, with their last runs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error { return a.listJobs(cmd.Context(), db) })
		},
	}, a.jobRunCommand())
}

func (a *app) jobRunCommand() *cobra.Command {
	var webhook webhookFlags
	cmd := &cobra.Command{
		Use: "run NAME", Short: "runs one job now and returns when its result is committed", Args: exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := webhook.check(); err != nil {
				return err
			}
			return a.withDatabase(cmd.Context(), func(db *database) error {
				jobs := a.jobs(db)
				jobs.NotifyWith(webhook.hook())
				run, err := jobs.Run(cmd.Context(), args[0])
				if err == nil {
					fmt.Fprintf(a.stdout, "%s: %d rows in %s\n", run.Name, run.Rows, run.FinishedAt.Sub(run.StartedAt).Round(time.Millisecond))
				}
				return err
			})
		},
	}
	webhook.register(cmd.Flags())
	return cmd
}

// jobs is the table of jobs over the database, for one command.
func (a *app) jobs(db *database) *aggregator.Aggregator {
	return aggregator.New(db.Store, a.now, prometheus.NewRegistry(), a.logger())
}

func (a *app) listJobs(ctx context.Context, db *database) error {
	all, err := a.jobs(db).Jobs(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "JOB\tSCHEDULE (PARIS)\tLAST SUCCESS\tROWS\tNEXT\tWHAT IT DOES")
	for _, s := range all {
		last := "never"
		if !s.Last.LastSuccess.IsZero() {
			last = s.Last.LastSuccess.In(observatory.Paris()).Format(time.DateTime)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\n", s.Name, s.Schedule, last, s.Last.Rows,
			s.Next.Format(time.DateTime), s.About)
		if s.Last.Error != "" {
			fmt.Fprintf(table, "\t\tlast run failed: %s\n", s.Last.Error)
		}
	}
	return table.Flush()
}
