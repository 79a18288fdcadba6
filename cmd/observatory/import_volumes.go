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

func (a *app) importVolumes(ctx context.Context, db *database, file string, dry bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the volumes: %w", err)
	}
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	known, err := db.Volumes(ctx, "")
	if err != nil {
		return err
	}
	read, err := imports.ReadVolumes(bytes.NewReader(content), filepath.Base(file), finder(catalogue), known)
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

// finder returns the id of the procedure with an id or alias.
func finder(catalogue *observatory.Catalogue) func(idOrAlias string) (id string, ok bool) {
	return func(name string) (string, bool) {
		p, ok := catalogue.Find(name)
		if !ok {
			return "", false
		}
		return p.ID, true
	}
}
