package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"observatory"
	"observatory/imports"
)

// importPublished brings the history of published figures, which replaces the
// one that is there.
func (a *app) importPublished(ctx context.Context, db *database, file string, dry bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the published figures: %w", err)
	}
	history, err := imports.ReadPublished(bytes.NewReader(content), filepath.Base(file))
	if err != nil {
		return err
	}
	known, err := db.PublishedFigures(ctx)
	if err != nil {
		return err
	}
	report := imports.Report{File: filepath.Base(file), Kind: "published figures", Read: uint64(len(history))}
	if slices.Equal(history, known) {
		report.Unchanged = report.Read
	} else {
		report.Created = report.Read
	}
	return a.bringRows(ctx, db, fileImport(observatory.ImportPublished, file, content), report, dry, func(in *intake) error {
		in.imp.First, in.imp.Last = endOfTime, endOfTime // no figure follows from it
		return db.InsertPublished(ctx, in.imp.Number, history)
	})
}
