package intake

import (
	"bytes"
	"context"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

func (a Commands) importButtons(ctx context.Context, db *instance.Database, file string, dry bool) error {
	content, find, err := openRows(ctx, db, "buttons", file)
	if err != nil {
		return err
	}
	read, err := imports.ReadButtons(bytes.NewReader(content), filepath.Base(file), find)
	if err != nil {
		return err
	}
	known, err := db.Buttons(ctx)
	if err != nil {
		return err
	}
	changed, created := read.Changes(known)
	report := read.Report(uint64(len(changed)), created)
	return a.bringRows(ctx, db, fileImport(observatory.ImportButtons, file, content), report, dry, func(in *intake) error {
		in.imp.First, in.imp.Last = endOfTime, endOfTime // no figure follows from it
		for i := range changed {
			changed[i].Import = in.imp.Number
		}
		return db.InsertButtons(ctx, changed)
	})
}
