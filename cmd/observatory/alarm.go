package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"observatory"
)

func (a *app) alarmCommand() *cobra.Command {
	var all bool
	var procedure string
	list := &cobra.Command{Use: "list", Short: "the alarms that are open, with what each proposes", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error { return a.listAlarms(cmd.Context(), db, procedure, all) })
		}}
	list.Flags().BoolVar(&all, "all", false, "also those that are over")
	list.Flags().StringVar(&procedure, "procedure", "", "those of one `procedure`, by its id or an alias")
	return group("alarm", "what the watches over the ratings found", list, &cobra.Command{
		Use: "acknowledge ID", Short: "takes note of an alarm: it is public from then on, while it holds", Args: exactly("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error { return a.acknowledge(cmd.Context(), db, args[0]) })
		},
	})
}

func (a *app) listAlarms(ctx context.Context, db *database, procedure string, all bool) error {
	var of []string
	if procedure != "" {
		id, err := procedureID(ctx, db, procedure)
		if err != nil {
			return err
		}
		of = []string{id}
	}
	alarms, err := db.Alarms(ctx, of...)
	if err != nil {
		return err
	}
	now := a.now()
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ALARM\tKIND\tPROCEDURE\tSINCE\tSTATE\tWHAT")
	for _, alarm := range alarms {
		if alarm.Open() || all {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", alarm.ID, alarm.Kind, alarm.Procedure, alarm.Day, alarmState(alarm, now), alarmWords(alarm))
		}
	}
	return table.Flush()
}

func alarmState(a observatory.Alarm, now time.Time) string {
	var words []string
	switch {
	case !a.Open():
		words = append(words, "over")
	case a.Public(now):
		words = append(words, "public")
	default:
		words = append(words, "private")
	}
	if !a.AcknowledgedAt.IsZero() {
		words = append(words, "acknowledged")
	}
	return strings.Join(words, ", ")
}

// alarmWords says in a sentence what was found, and for a burst what the
// operator may do.
func alarmWords(a observatory.Alarm) string {
	d := a.Details
	switch a.Kind {
	case observatory.AlarmDrop:
		return fmt.Sprintf("the mark is %s since %s, it was %s", d.Mark, d.Began, d.Baseline)
	case observatory.AlarmSilence:
		return fmt.Sprintf("no rating for %d days, the last on %s; %s are too many", d.Days, d.Last, d.Limit)
	case observatory.AlarmHost:
		return fmt.Sprintf("%s is not among the procedure's hosts and gave %d ratings and %d events in a day", a.Subject, d.Ratings, d.Events)
	case observatory.AlarmStale:
		if job, ok := strings.CutPrefix(a.Subject, observatory.SourceJob); ok {
			return fmt.Sprintf("the job %s last succeeded on %s: observatory job list shows why, observatory job run %s runs it", job, d.Last, job)
		}
		return fmt.Sprintf("the %s go until %s: figures are no longer made of them", a.Subject, d.Last)
	}
	return fmt.Sprintf("%d ratings came, %d of them doubtful, where %s were expected; to set them aside: %s", d.Ratings, d.Doubtful, d.Expected, proposal(a))
}

// proposal is the command that sets a burst aside.
func proposal(a observatory.Alarm) string {
	d := a.Details
	words := fmt.Sprintf("observatory rating quarantine --procedure %s --from %s --to %s --unsigned", a.Procedure,
		d.From.UTC().Format(time.RFC3339), d.To.UTC().Format(time.RFC3339))
	if d.Button != "" {
		words += " --button " + d.Button
	}
	return words + " --reason burst"
}

func (a *app) acknowledge(ctx context.Context, db *database, text string) error {
	id, err := uuid.Parse(text)
	if err != nil {
		return usageError(fmt.Sprintf("%q is not the id of an alarm: observatory alarm list names them", text))
	}
	alarms, err := db.Alarms(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(alarms, func(alarm observatory.Alarm) bool { return alarm.ID == id })
	if i < 0 {
		return fmt.Errorf("alarm %s %w: observatory alarm list --all names them", id, observatory.ErrNotFound)
	}
	if at := alarms[i].AcknowledgedAt; !at.IsZero() {
		fmt.Fprintf(a.stdout, "the alarm %s was acknowledged on %s\n", id, at.In(observatory.Paris()).Format(time.DateTime))
		return nil
	}
	if err := db.AcknowledgeAlarm(ctx, id, "operator"); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "the alarm %s is acknowledged\n", id)
	return nil
}
