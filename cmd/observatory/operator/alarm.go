package operator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// AlarmCommand is `alarm` with its sub-commands.
func (a Commands) AlarmCommand() *cobra.Command {
	var all bool
	var procedure string
	list := &cobra.Command{Use: "list", Short: "the alarms that are open, with what each proposes", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return a.listAlarms(cmd.Context(), db, procedure, all) })
		}}
	list.Flags().BoolVar(&all, "all", false, "also those that are over")
	list.Flags().StringVar(&procedure, "procedure", "", "those of one `procedure`, by its id or an alias")
	return instance.Group("alarm", "what the watches over the ratings found", list, &cobra.Command{
		Use: "acknowledge ID", Short: "takes note of an alarm: it is public from then on, while it holds", Args: instance.Exactly("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return a.acknowledge(cmd.Context(), db, args[0]) })
		},
	})
}

func (a Commands) listAlarms(ctx context.Context, db *instance.Database, procedure string, all bool) error {
	var of []string
	if procedure != "" {
		id, err := instance.ProcedureID(ctx, db, procedure)
		if err != nil {
			return err
		}
		of = []string{id}
	}
	alarms, err := db.Alarms(ctx, of...)
	if err != nil {
		return err
	}
	now := a.Now()
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ALARM\tKIND\tPROCEDURE\tSINCE\tSTATE\tWHAT")
	for _, alarm := range alarms {
		if alarm.Open() || all {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", alarm.ID, alarm.Kind, alarm.Procedure, alarm.Day, alarmState(alarm, now), alarmWords(alarm))
		}
	}
	return table.Flush()
}

func alarmState(a alarm.Alarm, now time.Time) string {
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
func alarmWords(a alarm.Alarm) string {
	d := a.Details
	switch a.Kind {
	case alarm.KindDrop:
		return fmt.Sprintf("the mark is %s since %s, it was %s", d.Mark, d.Began, d.Baseline)
	case alarm.KindSilence:
		return fmt.Sprintf("no rating for %d days, the last on %s; %s are too many", d.Days, d.Last, d.Limit)
	case alarm.KindHost:
		return fmt.Sprintf("%s is not among the procedure's hosts and gave %d ratings and %d events in a day", a.Subject, d.Ratings, d.Events)
	case alarm.KindStale:
		if job, ok := strings.CutPrefix(a.Subject, alarm.SourceJob); ok {
			return fmt.Sprintf("the job %s last succeeded on %s: observatory job list shows why, observatory job run %s runs it", job, d.Last, job)
		}
		return fmt.Sprintf("the %s go until %s: figures are no longer made of them", a.Subject, d.Last)
	}
	return fmt.Sprintf("%d ratings came, %d of them doubtful, where %s were expected; to set them aside: %s", d.Ratings, d.Doubtful, d.Expected, proposal(a))
}

// proposal is the command that sets a burst aside.
func proposal(a alarm.Alarm) string {
	d := a.Details
	words := fmt.Sprintf("observatory rating quarantine --procedure %s --from %s --to %s --unsigned", a.Procedure,
		d.From.UTC().Format(time.RFC3339), d.To.UTC().Format(time.RFC3339))
	if d.Button != "" {
		words += " --button " + d.Button
	}
	return words + " --reason burst"
}

func (a Commands) acknowledge(ctx context.Context, db *instance.Database, text string) error {
	id, err := uuid.Parse(text)
	if err != nil {
		return instance.UsageError(fmt.Sprintf("%q is not the id of an alarm: observatory alarm list names them", text))
	}
	alarms, err := db.Alarms(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(alarms, func(alarm alarm.Alarm) bool { return alarm.ID == id })
	if i < 0 {
		return fmt.Errorf("alarm %s %w: observatory alarm list --all names them", id, observatory.ErrNotFound)
	}
	if at := alarms[i].AcknowledgedAt; !at.IsZero() {
		fmt.Fprintf(a.Stdout, "the alarm %s was acknowledged on %s\n", id, at.In(observatory.Paris()).Format(time.DateTime))
		return nil
	}
	if err := db.AcknowledgeAlarm(ctx, id, "operator"); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the alarm %s is acknowledged\n", id)
	return nil
}
