package operator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/journal"
	"servicequality/collector/record"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// RatingCommand is `rating` with its sub-commands.
func (a Commands) RatingCommand() *cobra.Command {
	var procedure, id, reason string
	var several selectionFlags
	parent := instance.Group("rating", "what is decided about a rating after it came")
	add := func(name, short string, do func(ctx context.Context, db *instance.Database, rating uuid.UUID) error) *cobra.Command {
		cmd := &cobra.Command{Use: name + " ID", Short: short, Args: cobra.MaximumNArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				if len(args) == 1 {
					id = args[0]
				}
				return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
					rating, _ := uuid.Parse(id) // the nil id is refused with the others
					return do(cmd.Context(), db, rating)
				})
			}}
		cmd.Flags().StringVar(&procedure, "procedure", "", "id or alias of the rated `procedure`, found by the rating's when left out")
		cmd.Flags().StringVar(&id, "id", "", "`id` of the rating, as the thanks page shows it")
		parent.AddCommand(cmd)
		return cmd
	}
	for kind, short := range map[rating.VerdictKind]string{
		rating.VerdictQuarantine: "takes a rating out of the figures, for a reason that may be published",
		rating.VerdictRelease:    "puts a rating back into the figures",
		rating.VerdictMask:       "empties the texts of a rating for ever, and leaves its answers",
		rating.VerdictErase:      "deletes a rating for ever",
	} {
		cmd := add(string(kind), short, func(ctx context.Context, db *instance.Database, id uuid.UUID) error {
			if several.given() {
				return a.judgeSelection(ctx, db, several, rating.Verdict{Procedure: procedure, Kind: kind, Reason: reason, By: "operator"})
			}
			return a.judge(ctx, db, rating.Verdict{Procedure: procedure, Rating: id, Kind: kind, Reason: reason, By: "operator"})
		})
		cmd.Flags().StringVar(&reason, "reason", "", "`code` of the reason, like pasted-button")
		if kind == rating.VerdictQuarantine || kind == rating.VerdictRelease {
			several.register(cmd, kind)
		}
	}
	add("show", "what a rating says, and what was decided about it", func(ctx context.Context, db *instance.Database, rating uuid.UUID) error {
		return a.showRating(ctx, db, procedure, rating)
	})
	return parent
}

// judge records the verdict, takes away what it takes away, and counts again.
// The verdict in the database comes first: whatever is killed afterwards, the
// job "erasures" and a running collector find it, and so does the same command
// given again.
func (a Commands) judge(ctx context.Context, db *instance.Database, v rating.Verdict) (err error) {
	wanted := v
	wanted.Procedure = "any" // it may be an alias, or be left out
	if err := wanted.Validate(); err != nil {
		return instance.UsageError(err.Error())
	}
	if v.Procedure, err = ratedProcedure(ctx, db, v.Procedure, v.Rating); err != nil {
		return err
	}
	stored, erased, err := db.RatingStanding(ctx, v.Procedure, v.Rating)
	switch {
	case err != nil:
		return err
	case erased && v.Kind != rating.VerdictErase:
		return fmt.Errorf("the rating %s was erased", v.Rating)
	case !stored && !erased:
		return noRating(v.Rating, v.Procedure)
	}
	if !erased {
		if err := db.Judge(ctx, v); err != nil {
			return err
		}
	}
	if err := a.takeBack(ctx, db, v); err != nil {
		return err
	}
	if err := a.Settle(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the rating %s of %s is %s\n", v.Rating, v.Procedure, map[rating.VerdictKind]string{
		rating.VerdictQuarantine: "in quarantine",
		rating.VerdictRelease:    "released",
		rating.VerdictMask:       "masked: none of its texts is left",
		rating.VerdictErase:      "erased: no row of it is left",
	}[v.Kind])
	return nil
}

// takeBack does what a verdict that buries says, in the journal and in the
// database.
func (a Commands) takeBack(ctx context.Context, db *instance.Database, v rating.Verdict) error {
	if !v.Kind.Buries() {
		return nil
	}
	if err := a.writeTombstone(ctx, v); err != nil {
		return err
	}
	take := db.Mask
	if v.Kind == rating.VerdictErase {
		take = db.Erase
	}
	_, err := take(ctx)
	return err
}

// writeTombstone writes into the journal of the data folder what must not come
// back. While another process has the journal open, that is a collector, which
// finds the verdict in the database within seconds and writes it itself.
func (a Commands) writeTombstone(ctx context.Context, v rating.Verdict) (err error) {
	if _, err := os.Stat(a.Settings.Folder("journal")); errors.Is(err, fs.ErrNotExist) {
		return nil // this machine collects nothing
	}
	j, err := journal.Open(journal.Config{Dir: a.Settings.Folder("journal")})
	if errors.Is(err, journal.ErrLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	return record.WriteTombstone(ctx, j, v)
}

// ratedProcedure is the id of the procedure that the rating was given to: of the
// one that was named, or of one that was merged into it; of any when none was.
func ratedProcedure(ctx context.Context, db *instance.Database, named string, rating uuid.UUID) (string, error) {
	stored, err := db.Rating(ctx, rating)
	if err != nil {
		return "", err
	}
	verdicts, err := db.VerdictsOn(ctx, rating)
	if err != nil {
		return "", err
	}
	var all []string
	for _, r := range stored {
		all = append(all, r.Procedure)
	}
	for _, v := range verdicts {
		all = append(all, v.Procedure)
	}
	where := "any procedure"
	if named != "" {
		catalogue, err := db.Catalogue(ctx)
		if err != nil {
			return "", err
		}
		if where, err = instance.ProcedureID(ctx, db, named); err != nil {
			return "", err
		}
		all = slices.DeleteFunc(all, func(id string) bool {
			p, ok := catalogue.Find(id)
			return !ok || p.ID != where
		})
	}
	slices.Sort(all)
	switch all = slices.Compact(all); len(all) {
	case 0:
		return "", noRating(rating, where)
	case 1:
		return all[0], nil
	}
	return "", instance.UsageError(fmt.Sprintf("several procedures have a rating %s: name one with --procedure", rating))
}

func noRating(rating uuid.UUID, procedure string) error {
	return fmt.Errorf("rating %s of %s %w: one that was just given is stored a second later", rating, procedure, observatory.ErrNotFound)
}
