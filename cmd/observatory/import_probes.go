package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"observatory"
	"observatory/imports"
)

func (a *app) importProbes(ctx context.Context, db *database, file string, dry bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the probes: %w", err)
	}
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	read, err := imports.ReadProbes(bytes.NewReader(content), filepath.Base(file), finder(catalogue))
	if err != nil {
		return err
	}
	first, last := read.Span()
	known, err := db.Probes(ctx, first, last)
	if err != nil {
		return err
	}
	changed, created := read.Changes(known)
	report := read.Report(uint64(len(changed)), created)
	fmt.Fprintln(a.stdout, report)
	if dry || len(changed) == 0 {
		fmt.Fprintln(a.stdout, "nothing was written")
		return nil
	}
	return a.bringFile(ctx, db, fileImport(observatory.ImportProbes, file, content), func(in *intake) error {
		in.imp.Read, in.imp.Created, in.imp.Updated, in.imp.Unchanged = report.Read, report.Created, report.Updated, report.Unchanged
		in.span(observatory.DayOf(first)) // months before it keep their figures
		in.span(observatory.DayOf(last))
		return db.InsertProbes(ctx, in.imp.Number, changed)
	})
}
