package intake

import (
	"bytes"
	"context"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

func (a Commands) importVolumes(ctx context.Context, db *instance.Database, file string, dry bool) error {
	content, find, err := openRows(ctx, db, "volumes", file)
	if err != nil {
		return err
	}
	known, err := db.Volumes(ctx, "")
	if err != nil {
		return err
	}
	read, err := imports.ReadVolumes(bytes.NewReader(content), filepath.Base(file), find, known)
	if err != nil {
		return err
	}
	changed, created := read.Changes(known)
	report := read.Report(uint64(len(changed)), created)
	return a.bringRows(ctx, db, fileImport(observatory.ImportVolumes, file, content), report, dry, func(in *intake) error {
		for i := range changed {
			changed[i].Import = in.imp.Number
		}
		return db.InsertVolumes(ctx, changed)
	})
}
