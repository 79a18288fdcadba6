package operator

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
)

// procedureEvents are the commands about what happens to procedures.
func (a Commands) procedureEvents() []*cobra.Command {
	var from, message string
	var undo bool
	with := func(use, short string, n int, event func([]string) observatory.ProcedureEvent) *cobra.Command {
		cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ExactArgs(n), RunE: func(cmd *cobra.Command, args []string) error {
			e := event(args)
			var err error
			if e.Day, err = observatory.ParseDay(from); err != nil {
				return instance.UsageError("--from: " + err.Error())
			}
			if e.Day == 0 {
				e.Day = observatory.DayOf(a.Now())
			}
			e.Deleted = undo
			return a.Importing(cmd.Context(), func(db *instance.Database) error { return a.happen(cmd.Context(), db, e) })
		}}
		cmd.Flags().BoolVar(&undo, "undo", false, "take it back")
		return cmd
	}
	merge := with("merge A B", "counts the ratings of A for B from a day on, and leads from A to B", 2, func(args []string) observatory.ProcedureEvent {
		return observatory.ProcedureEvent{Kind: observatory.ProcedureMerge, Procedure: args[0], Target: args[1]}
	})
	alias := with("alias PROCEDURE NAME", "gives a procedure another name", 2, func(args []string) observatory.ProcedureEvent {
		return observatory.ProcedureEvent{Kind: observatory.ProcedureAlias, Procedure: args[0], Target: args[1]}
	})
	closing := with("close PROCEDURE", "shows a message in the place of the form", 1, func(args []string) observatory.ProcedureEvent {
		return observatory.ProcedureEvent{Kind: observatory.ProcedureClose, Procedure: args[0], Message: message}
	})
	closing.Flags().StringVar(&message, "message", "", "`text` that citizens read")
	for _, cmd := range []*cobra.Command{merge, closing} {
		cmd.Flags().StringVar(&from, "from", "", "first `day` on which it holds, like 2026-10-31; today when left out")
	}
	return []*cobra.Command{merge, alias, closing}
}

// happen records the event and counts again what it moves.
func (a Commands) happen(ctx context.Context, db *instance.Database, e observatory.ProcedureEvent) error {
	known, err := db.ProcedureEvents(ctx)
	if err != nil {
		return err
	}
	described, err := db.DescribedCatalogue(ctx)
	if err != nil {
		return err
	}
	names := []*string{&e.Procedure}
	if e.Kind == observatory.ProcedureMerge {
		names = append(names, &e.Target)
	}
	for _, id := range names {
		p, ok := described.Find(*id)
		if !ok {
			return fmt.Errorf("procedure %q %w: observatory procedure list names them all", *id, observatory.ErrNotFound)
		}
		*id = p.ID
	}
	if e.Deleted {
		if e, err = recorded(known, e); err != nil {
			return err
		}
	} else if err := e.Validate(described, known); err != nil {
		return err
	}
	if err := db.SaveProcedureEvent(ctx, e); err != nil {
		return err
	}
	if err := a.Settle(ctx, db); err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, happened(e))
	return nil
}

// recorded finds the event that is to be undone.
func recorded(known []observatory.ProcedureEvent, e observatory.ProcedureEvent) (observatory.ProcedureEvent, error) {
	for _, other := range known {
		if other.Kind == e.Kind && other.Procedure == e.Procedure && other.Target == e.Target && !other.Deleted {
			other.Deleted = true
			return other, nil
		}
	}
	return e, fmt.Errorf("there is no %s of %s %s to undo", e.Kind, e.Procedure, e.Target)
}

func happened(e observatory.ProcedureEvent) string {
	switch {
	case e.Deleted:
		return fmt.Sprintf("the %s of %s %sis undone", e.Kind, e.Procedure, spaced(e.Target))
	case e.Kind == observatory.ProcedureMerge:
		return fmt.Sprintf("from %s on the ratings of %s count for %s, and %s is a name of it; earlier ones stay where they are", e.Day, e.Procedure, e.Target, e.Procedure)
	case e.Kind == observatory.ProcedureAlias:
		return fmt.Sprintf("%s is a name of %s", e.Target, e.Procedure)
	}
	return fmt.Sprintf("from %s on the form of %s shows: %s", e.Day, e.Procedure, e.Message)
}

func spaced(word string) string {
	if word == "" {
		return ""
	}
	return word + " "
}
