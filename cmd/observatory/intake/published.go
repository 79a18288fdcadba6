package intake

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

// importPublished brings the history of published figures, which replaces the
// one that is there.
func (a Commands) importPublished(ctx context.Context, db *instance.Database, file string, dry bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the published figures: %w", err)
	}
	read, err := imports.ReadPublished(bytes.NewReader(content), filepath.Base(file))
	if err != nil {
		return err
	}
	known, err := db.PrintedFigures(ctx)
	if err != nil {
		return err
	}
	report := read.Report(known)
	return a.bringRows(ctx, db, fileImport(observatory.ImportPublished, file, content), report, dry, func(in *intake) error {
		in.imp.First, in.imp.Last = endOfTime, endOfTime // no figure follows from it
		return db.InsertPrinted(ctx, in.imp.Number, read.Figures())
	})
}
