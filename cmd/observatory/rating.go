package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"observatory"
)

func (a *app) ratingCommand() *cobra.Command {
	var procedure, id, reason string
	var several selectionFlags
	parent := &cobra.Command{Use: "rating", Short: "what is decided about a rating after it came"}
	for kind, short := range map[observatory.VerdictKind]string{
		observatory.VerdictQuarantine: "takes a rating out of the figures, for a reason that may be published",
		observatory.VerdictRelease:    "puts a rating back into the figures",
		observatory.VerdictErase:      "deletes a rating for ever",
	} {
		cmd := &cobra.Command{Use: string(kind), Short: short, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return a.withDatabase(cmd.Context(), func(db *database) error {
					if several.given() {
						return a.judgeSelection(cmd.Context(), db, several, observatory.Verdict{Procedure: procedure, Kind: kind, Reason: reason, By: "operator"})
					}
					rating, _ := uuid.Parse(id) // the nil id is refused with the others
					v := observatory.Verdict{Procedure: procedure, Rating: rating, Kind: kind, Reason: reason, By: "operator"}
					return a.judge(cmd.Context(), db, v)
				})
			}}
		cmd.Flags().StringVar(&procedure, "procedure", "", "id or alias of the rated `procedure`")
		cmd.Flags().StringVar(&id, "id", "", "`id` of the rating, as the thanks page shows it")
		cmd.Flags().StringVar(&reason, "reason", "", "`code` of the reason, like pasted-button")
		if kind != observatory.VerdictErase {
			several.register(cmd, kind)
		}
		parent.AddCommand(cmd)
	}
	return parent
}

// judge records the verdict, erases what is to be erased, and counts again.
func (a *app) judge(ctx context.Context, db *database, v observatory.Verdict) (err error) {
	if v.Procedure, err = procedureID(ctx, db, v.Procedure); err != nil {
		return err
	}
	if err := v.Validate(); err != nil {
		return usageError(err.Error())
	}
	stored, erased, err := db.RatingStanding(ctx, v.Procedure, v.Rating)
	switch {
	case err != nil:
		return err
	case erased && v.Kind != observatory.VerdictErase:
		return fmt.Errorf("the rating %s was erased", v.Rating)
	case !stored && !erased:
		return fmt.Errorf("rating %s of %s %w: one that was just given is stored a second later", v.Rating, v.Procedure, observatory.ErrNotFound)
	}
	if !erased {
		if err := db.Judge(ctx, v); err != nil {
			return err
		}
	}
	if v.Kind == observatory.VerdictErase {
		if _, err := db.Erase(ctx); err != nil {
			return err
		}
	}
	if err := a.settle(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "the rating %s of %s is %s\n", v.Rating, v.Procedure, map[observatory.VerdictKind]string{
		observatory.VerdictQuarantine: "in quarantine",
		observatory.VerdictRelease:    "released",
		observatory.VerdictErase:      "erased: no row of it is left",
	}[v.Kind])
	return nil
}
