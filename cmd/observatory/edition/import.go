package edition

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/edition"
)

func (a Commands) importEditionCommand() *cobra.Command {
	var id string
	var asPublished bool
	cmd := &cobra.Command{
		Use: "import FILE", Short: "keeps an edition that was printed elsewhere, in the public observatory's columns, as it was printed",
		Args: instance.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if id == "" || !asPublished {
				return instance.UsageError("say --id with the month of publication, and --as-published: what was printed elsewhere is never computed again")
			}
			return a.editing(cmd.Context(), func(db *instance.Database) error { return a.importEdition(cmd.Context(), db, args[0], id) })
		},
	}
	cmd.Flags().StringVar(&id, "id", "", "`month` of publication, like 2025-10")
	cmd.Flags().BoolVar(&asPublished, "as-published", false, "values, states and levels stay as they were printed")
	return cmd
}

// importEdition stores and publishes the file as an edition: its row comes
// last.
func (a Commands) importEdition(ctx context.Context, db *instance.Database, file, id string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the edition: %w", err)
	}
	read, err := imports.ReadCatalogue(bytes.NewReader(content), filepath.Base(file))
	if err != nil {
		return err
	}
	procedures, figures, err := read.Printed()
	if err != nil {
		return err
	}
	month, _, err := edition.ParseID(id)
	if err != nil {
		return err
	}
	all, err := db.Editions(ctx)
	if err != nil {
		return err
	}
	if known, err := edition.Find(all, id); !errors.Is(err, observatory.ErrNotFound) {
		return fmt.Errorf("the edition %s is there already, %s since %s: what is published does not change", id, known.State, observatory.DayOf(known.PublishedAt))
	}
	now := a.Now()
	f := edition.AsPrinted(id, month-1, procedures, figures, now)
	f.Edition.Copy = uint64(now.UnixNano())
	if err := db.PurgeCopies(ctx, id, 0); err != nil {
		return err
	}
	if err := db.SaveCopies(ctx, f.Edition, procedures); err != nil {
		return err
	}
	if err := db.SaveEditionFigures(ctx, f); err != nil {
		return err
	}
	steps := a.Steps(fileSteps, "publishing "+id)
	f.Edition.Manifest, err = a.writeEdition(ctx, db, f, steps.Begin)
	steps.End()
	if err != nil {
		return err
	}
	if err := db.SaveEdition(ctx, f.Edition); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the edition %s is public as it was printed: %d procedures, %d figures, none computed again\n", id, f.Edition.Procedures, f.Edition.Figures)
	return nil
}
