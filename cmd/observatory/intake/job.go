package intake

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
)

// JobCommand is `job list` and `job run`.
func (a Commands) JobCommand() *cobra.Command {
	return instance.Group("job", "the jobs that turn ratings into figures", &cobra.Command{
		Use: "list", Short: "the table of jobs, with their last runs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return a.listJobs(cmd.Context(), db) })
		},
	}, a.jobRunCommand())
}

func (a Commands) jobRunCommand() *cobra.Command {
	var webhook instance.WebhookFlags
	cmd := &cobra.Command{
		Use: "run NAME", Short: "runs one job now and returns when its result is committed", Args: instance.Exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := webhook.Check(); err != nil {
				return err
			}
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				jobs := a.Jobs(db)
				jobs.NotifyWith(webhook.Hook())
				run, err := jobs.Run(cmd.Context(), args[0])
				if err == nil {
					fmt.Fprintf(a.Stdout, "%s: %d rows in %s\n", run.Name, run.Rows, run.FinishedAt.Sub(run.StartedAt).Round(time.Millisecond))
				}
				return err
			})
		},
	}
	webhook.Register(cmd.Flags())
	return cmd
}

func (a Commands) listJobs(ctx context.Context, db *instance.Database) error {
	all, err := a.Jobs(db).Jobs(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
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
