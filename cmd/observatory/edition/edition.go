// Package edition holds the sub-commands of editions: drafting, freezing, publishing,
// verifying, comparing, and the owners' objections. The rules are those of
// observatory/edition, the files those of its package publish.
package edition

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/aggregator"
	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// Command is `edition` with its sub-commands.
func (a Commands) Command() *cobra.Command {
	type work func(context.Context, *instance.Database, []string) error
	in := func(open func(context.Context, func(*instance.Database) error) error, use, short string, args cobra.PositionalArgs, do work) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			return open(cmd.Context(), func(db *instance.Database) error { return do(cmd.Context(), db, args) })
		}}
	}
	// What changes editions runs one process at a time; what reads them, beside it.
	with := func(use, short string, args cobra.PositionalArgs, do work) *cobra.Command {
		return in(a.editing, use, short, args, do)
	}
	reading := func(use, short string, args cobra.PositionalArgs, do work) *cobra.Command {
		return in(a.WithDatabase, use, short, args, do)
	}
	var force bool
	publish := with("publish ID", "writes and signs the files of a frozen edition, and makes it public", instance.Exactly("ID"),
		func(ctx context.Context, db *instance.Database, args []string) error {
			return a.publishEdition(ctx, db, args[0], force)
		})
	publish.Flags().BoolVar(&force, "force", false, "before the right of reply has ended")
	var reason string
	revise := with("revise ID", "drafts a correction of a published edition, which stays readable", instance.Exactly("ID"),
		func(ctx context.Context, db *instance.Database, args []string) error {
			return a.reviseEdition(ctx, db, args[0], reason)
		})
	revise.Flags().StringVar(&reason, "reason", "", "`sentence` that is published with the revision")
	return instance.Group("edition", "dated publications of all figures, which never move",
		reading("list", "every edition", cobra.NoArgs, func(ctx context.Context, db *instance.Database, _ []string) error { return a.listEditions(ctx, db) }),
		with("draft ID", "drafts the edition of a month, and shows what it would say", instance.Exactly("ID"), a.draftEdition),
		with("freeze ID", "copies what an edition follows from and computes its figures; opens the right of reply", instance.Exactly("ID"), a.freezeEdition),
		publish, revise,
		reading("show ID PROCEDURE", "the figures of one procedure in a frozen or published edition", cobra.ExactArgs(2), a.showRows),
		a.objectCommand(), a.answerCommand(),
		reading("objections ID", "what owners said against an edition, and what was answered", instance.Exactly("ID"), a.listObjections),
		reading("diff A B", "what moved between two editions, and why", cobra.ExactArgs(2), a.diffEditions),
		a.verifyCommand(), a.importEditionCommand())
}

const editionLock = "edition.lock" // held by what changes editions

// editing runs what changes editions, one process at a time.
func (a Commands) editing(ctx context.Context, do func(*instance.Database) error) (err error) {
	l, err := a.Settings.TakeLock(editionLock)
	if errors.Is(err, instance.ErrLocked) {
		return fmt.Errorf("another command on editions of %s is running: wait until it has ended", a.Settings.Data)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	return a.WithDatabase(ctx, do)
}

// editor makes editions, and tells its steps.
func (a Commands) editor(db *instance.Database, steps *instance.Steps) *aggregator.Editor {
	return aggregator.NewEditor(db.Store, a.Now, steps.Begin)
}

func (a Commands) listEditions(ctx context.Context, db *instance.Database) error {
	all, err := db.Editions(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "EDITION\tSTATE\tTWELVE MONTHS TO\tPROCEDURES\tFIGURES\tREPLY UNTIL\tPUBLISHED\tREPLACES")
	for _, e := range all {
		published := ""
		if !e.PublishedAt.IsZero() {
			published = observatory.DayOf(e.PublishedAt).String()
		}
		state := string(e.State)
		if e.AsPrinted {
			state += " (as printed)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\n", e.ID, state, e.AsOf, e.Procedures, e.Figures, e.ReplyUntil, published, e.Replaces)
	}
	return table.Flush()
}

// draftEdition records the draft when there is none, and shows what it would
// say if it were frozen now.
func (a Commands) draftEdition(ctx context.Context, db *instance.Database, args []string) error {
	e, err := a.draft(ctx, db, args[0])
	if err != nil {
		return err
	}
	if e.State != edition.Draft {
		return fmt.Errorf("the edition %s is %s: its figures do not move any more", e.ID, e.State)
	}
	if err := a.Settle(ctx, db); err != nil {
		return err
	}
	figures, err := compileNow(ctx, db, e, a.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s would be the edition of the twelve months to %s, as of now:\n", e.ID, e.AsOf)
	return a.tellEdition(figures)
}

// draft finds the edition, or records it as a draft.
func (a Commands) draft(ctx context.Context, db *instance.Database, id string) (edition.Edition, error) {
	all, err := db.Editions(ctx)
	if err != nil {
		return edition.Edition{}, err
	}
	if e, err := edition.Find(all, id); err == nil {
		return e, nil
	}
	e, err := edition.New(id, a.Now())
	if err != nil {
		return e, err
	}
	return e, db.SaveEdition(ctx, e)
}

// compileNow computes an edition from what the database holds now.
func compileNow(ctx context.Context, db *instance.Database, e edition.Edition, now time.Time) (edition.Figures, error) {
	e.FrozenAt = now.UTC()
	if e.Replaces == "" {
		e.Rules = indicator.Rules // as Freeze will have it
	}
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return edition.Figures{}, err
	}
	evidence, err := db.Evidence(ctx, "", e.Window())
	if err != nil {
		return edition.Figures{}, err
	}
	receipts, err := db.Receipts(ctx)
	copies := edition.Copies{Procedures: catalogue.Procedures(), Bases: map[string]indicator.Basis{}, Receipts: receipts}
	for id, seen := range evidence {
		copies.Bases[id] = indicator.Distil(id, seen, e.Rules)
	}
	return edition.Compile(e, copies), err
}

// tellEdition shows how many figures of each kind have a value and which level.
func (a Commands) tellEdition(f edition.Figures) error {
	rates := f.Summary.Dematerialisation
	fmt.Fprintf(a.Stdout, "%d procedures, %d figures; online: strict %s %%, weighted %s %%, at least partial %s %%\n",
		f.Edition.Procedures, f.Edition.Figures, rate(rates.Strict), rate(rates.Weighted), rate(rates.AtLeastPartial))
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "KIND\tWITH A VALUE\tGREEN\tYELLOW\tRED\tWITHOUT\t")
	for _, rule := range indicator.Registry() {
		count := map[indicator.Level]int{}
		shown, silent := 0, 0
		for _, figures := range f.Figures {
			i := slices.IndexFunc(figures, func(i indicator.Indicator) bool { return i.Kind == rule.Kind })
			if i < 0 {
				continue
			}
			if figures[i].Value == nil && figures[i].Word == "" {
				silent++
				continue
			}
			shown++
			count[figures[i].Level]++
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", rule.Kind, shown,
			count[indicator.LevelGreen]+count[indicator.LevelBlue], count[indicator.LevelYellow], count[indicator.LevelRed], silent)
	}
	return table.Flush()
}

func rate(m *observatory.Micro) string {
	if m == nil {
		return "–"
	}
	return m.String()
}

// freezeEdition freezes the edition, or says that the frozen one still gives
// the same figures.
func (a Commands) freezeEdition(ctx context.Context, db *instance.Database, args []string) error {
	e, err := a.draft(ctx, db, args[0])
	if err != nil {
		return err
	}
	n := aggregator.FrozenSteps
	if e.State == edition.Draft {
		n = aggregator.FreezeSteps
		if _, err := a.Jobs(db).Run(ctx, "tally"); err != nil {
			return err
		}
	}
	steps := a.Steps(n, "freezing "+e.ID)
	f, err := a.editor(db, steps).Freeze(ctx, e)
	steps.End()
	if err != nil {
		return err
	}
	if e.State != edition.Draft {
		fmt.Fprintf(a.Stdout, "the edition %s was frozen on %s; computed again from its copies it is the same, checksum %s\n",
			e.ID, observatory.DayOf(e.FrozenAt), e.Checksum)
		return nil
	}
	fmt.Fprintf(a.Stdout, "the edition %s is frozen: %d figures of %d procedures, checksum %s\nowners may object until %s; observatory edition publish %s makes it public after that day\n",
		e.ID, f.Edition.Figures, f.Edition.Procedures, f.Edition.Checksum, f.Edition.ReplyUntil, e.ID)
	return nil
}

func (a Commands) reviseEdition(ctx context.Context, db *instance.Database, id, reason string) error {
	all, err := db.Editions(ctx)
	if err != nil {
		return err
	}
	e, err := edition.Find(all, id)
	if err != nil {
		return unknownEdition(err)
	}
	draft, err := e.Revise(reason)
	if err != nil {
		return err
	}
	if known, err := edition.Find(all, draft.ID); err == nil {
		return fmt.Errorf("the edition %s has the revision %s already, which is %s", id, known.ID, known.State)
	}
	if err := db.SaveEdition(ctx, draft); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s is a draft that corrects %s: freeze and publish it like another edition\n", draft.ID, id)
	return nil
}

// unknownEdition says where the names are.
func unknownEdition(err error) error {
	return fmt.Errorf("%w: observatory edition list names them all", err)
}

// RemoveInventedEditions takes away the editions of a demonstration: their
// figures describe no service.
func (a Commands) RemoveInventedEditions(ctx context.Context, db *instance.Database) error {
	all, err := db.Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !e.Summary.Synthetic {
			continue
		}
		if err := db.RemoveEdition(ctx, e.ID); err != nil {
			return err
		}
		if err := os.RemoveAll(a.editionFolder(e.ID)); err != nil {
			return fmt.Errorf("cannot remove the files of the invented edition %s: %w", e.ID, err)
		}
	}
	return nil
}
