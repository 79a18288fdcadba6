package edition

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// objectCommand files what came by another way than the ministries' space.
func (a Commands) objectCommand() *cobra.Command {
	var kind, text string
	cmd := &cobra.Command{
		Use: "object ID PROCEDURE", Short: "files an owner's objection to a procedure's figures in a frozen edition", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.editing(cmd.Context(), func(db *instance.Database) error {
				return a.object(cmd.Context(), db, args[0], args[1], edition.Objection{Kind: indicator.Kind(kind), Text: text})
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "`indicator` that it is about; all of the procedure's when left out")
	cmd.Flags().StringVar(&text, "text", "", "`text` of the objection, which is published with the edition")
	return cmd
}

// answerCommand answers an objection.
func (a Commands) answerCommand() *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "answer ID OBJECTION", Short: "answers an objection before the edition is published; the last answer counts", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.editing(cmd.Context(), func(db *instance.Database) error { return a.answer(cmd.Context(), db, args[0], args[1], text) })
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "`text` of the answer, which is published with the edition")
	return cmd
}

// replyTo reads an edition and the objections to it.
func replyTo(ctx context.Context, db *instance.Database, id string) (edition.Edition, []edition.Objection, error) {
	all, err := db.Editions(ctx)
	if err != nil {
		return edition.Edition{}, nil, err
	}
	e, err := edition.Find(all, id)
	if err != nil {
		return e, nil, unknownEdition(err)
	}
	known, err := db.Objections(ctx, id)
	return e, known, err
}

func (a Commands) object(ctx context.Context, db *instance.Database, edition, procedure string, o edition.Objection) error {
	e, known, err := replyTo(ctx, db, edition)
	if err != nil {
		return err
	}
	if o.Procedure, err = instance.ProcedureID(ctx, db, procedure); err != nil {
		return err
	}
	figures, err := db.EditionIndicators(ctx, e, o.Procedure)
	if err != nil {
		return err
	}
	if o, err = e.Object(o, figures[o.Procedure], known, a.Now()); err != nil {
		return typed(err)
	}
	entry := access.AuditEntry{Access: instance.CommandLine, Act: access.ActObject, Procedure: o.Procedure, Subject: o.ID, Detail: e.ID}
	if err := db.Audit(ctx, entry); err != nil {
		return err
	}
	if err := db.FileObjection(ctx, o, instance.CommandLine); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the objection %s to the edition %s is filed: it is published with the edition\nobservatory edition answer %s %s --text \"…\" answers it\n", o.ID, e.ID, e.ID, o.ID)
	return nil
}

func (a Commands) answer(ctx context.Context, db *instance.Database, edition, id, text string) error {
	e, known, err := replyTo(ctx, db, edition)
	if err != nil {
		return err
	}
	o, err := e.Respond(id, text, known, a.Now())
	if err != nil {
		return typed(err)
	}
	entry := access.AuditEntry{Access: instance.CommandLine, Act: access.ActRespond, Procedure: o.Procedure, Subject: o.ID, Detail: e.ID}
	if err := db.Audit(ctx, entry); err != nil {
		return err
	}
	if err := db.AnswerObjection(ctx, o, instance.CommandLine); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the objection %s to the edition %s is answered\n", o.ID, e.ID)
	return nil
}

// typed makes of what is wrong with a text an error of usage: the flags bear
// the names of the fields.
func typed(err error) error {
	var invalid *observatory.InvalidError
	if errors.As(err, &invalid) {
		return instance.UsageError("--" + invalid.Error())
	}
	return err
}

func (a Commands) listObjections(ctx context.Context, db *instance.Database, args []string) error {
	_, known, err := replyTo(ctx, db, args[0])
	if err != nil {
		return err
	}
	for _, o := range known {
		about := "all figures"
		if o.Kind != "" {
			about = string(o.Kind)
		}
		fmt.Fprintf(a.Stdout, "%s  %s, %s, filed on %s\n  %s\n", o.ID, o.Procedure, about, o.FiledOn, o.Text)
		if o.Answer != "" {
			fmt.Fprintf(a.Stdout, "  answered on %s: %s\n", o.AnsweredOn, o.Answer)
		}
	}
	fmt.Fprintf(a.Stdout, "%d objections, %d without an answer\n", len(known), len(edition.Unanswered(known)))
	return nil
}

// showRows shows one procedure's figures in an edition: what its owner may
// object to.
func (a Commands) showRows(ctx context.Context, db *instance.Database, args []string) error {
	e, _, err := replyTo(ctx, db, args[0])
	if err != nil {
		return err
	}
	if e.State == edition.Draft {
		return fmt.Errorf("the edition %s is a draft: freeze it first", e.ID)
	}
	procedure, err := instance.ProcedureID(ctx, db, args[1])
	if err != nil {
		return err
	}
	figures, err := db.EditionIndicators(ctx, e, procedure)
	if err != nil {
		return err
	}
	if len(figures[procedure]) == 0 {
		return fmt.Errorf("the procedure %s in the edition %s: %w", procedure, e.ID, observatory.ErrNotFound)
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KIND\tSTATE\tVALUE\tN")
	for _, i := range figures[procedure] {
		value := told(i)
		if value == string(i.State) {
			value = "–"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\n", i.Kind, i.State, value, i.N)
	}
	return table.Flush()
}
