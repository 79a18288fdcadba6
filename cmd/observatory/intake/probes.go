package intake

import (
	"bytes"
	"context"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

func (a Commands) importProbes(ctx context.Context, db *instance.Database, file string, dry bool) error {
	content, find, err := openRows(ctx, db, "probes", file)
	if err != nil {
		return err
	}
	read, err := imports.ReadProbes(bytes.NewReader(content), filepath.Base(file), find)
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
	return a.bringRows(ctx, db, fileImport(observatory.ImportProbes, file, content), report, dry, func(in *intake) error {
		in.span(observatory.DayOf(first)) // months before it keep their figures
		in.span(observatory.DayOf(last))
		return db.InsertProbes(ctx, in.imp.Number, changed)
	})
}
