package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/demo"
	"servicequality/cmd/observatory/edition"
	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

// DemoCommand is `demo load` and `demo remove`.
func (a Commands) DemoCommand() *cobra.Command {
	return instance.Group("demo", "invented procedures and synthetic ratings, to see how it looks", &cobra.Command{
		Use: "load", Short: "loads them, unless there is a catalogue", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Importing(cmd.Context(), func(db *instance.Database) error { return a.loadDemo(cmd.Context(), db) })
		},
	}, &cobra.Command{
		Use: "remove", Short: "removes them without a trace", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Importing(cmd.Context(), func(db *instance.Database) error { return a.removeDemo(cmd.Context(), db) })
		},
	})
}

const (
	demoCatalogue = "demonstration catalogue"
	demoRatings   = "demonstration ratings"
)

func (a Commands) loadDemo(ctx context.Context, db *instance.Database) error {
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(catalogue.Procedures(), func(p observatory.Procedure) bool { return !p.Synthetic }) {
		fmt.Fprintln(a.Stdout, "there is a real catalogue: no demonstration data was loaded")
		return nil
	}
	loaded, err := db.Imports(ctx)
	if err != nil {
		return err
	}
	if len(catalogue.Procedures()) == 0 {
		if err := a.loadDemoCatalogue(ctx, db); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(loaded, func(i observatory.Import) bool {
		return i.Synthetic && i.Kind == observatory.ImportRatings && i.State == observatory.ImportCommitted
	}) {
		fmt.Fprintln(a.Stdout, "the demonstration data is loaded already")
		return nil
	}
	if catalogue, err = db.Catalogue(ctx); err != nil {
		return err
	}
	return a.loadDemoRatings(ctx, db, catalogue.Procedures())
}

func (a Commands) loadDemoCatalogue(ctx context.Context, db *instance.Database) error {
	read, err := imports.ReadCatalogue(bytes.NewReader(demo.Catalogue()), demoCatalogue)
	if err != nil {
		return err
	}
	changes, err := read.Apply(nil)
	if err != nil {
		return err
	}
	imp := inventedImport(observatory.ImportCatalogue, demoCatalogue, demo.Catalogue())
	_, err = a.bring(ctx, db, imp, func(in *intake) error { return in.catalogue(ctx, changes) })
	return err
}

func (a Commands) loadDemoRatings(ctx context.Context, db *instance.Database, procedures []observatory.Procedure) error {
	today := observatory.DayOf(a.Now())
	var total uint64
	for range demo.Ratings(procedures, today) {
		total++
	}
	imp := inventedImport(observatory.ImportRatings, demoRatings, []byte(today.String()))
	imp, err := a.bring(ctx, db, imp, func(in *intake) error {
		return in.ratings(ctx, demo.Ratings(procedures, today), total)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "demonstration data loaded: %d invented procedures, %d synthetic ratings over %d months\n",
		len(procedures), imp.Created, demo.Months)
	return nil
}

// inventedImport is an import of demonstration data of the kind, which follows from
// the content.
func inventedImport(kind, name string, content []byte) observatory.Import {
	sum := sha256.Sum256(content)
	return observatory.Import{Kind: kind, File: name, Checksum: hex.EncodeToString(sum[:]), Synthetic: true}
}

// removeDemo undoes the synthetic imports, if there are any, and says so.
func (a Commands) removeDemo(ctx context.Context, db *instance.Database) error {
	all, err := db.Imports(ctx)
	if err != nil {
		return err
	}
	invented := slices.DeleteFunc(all, func(i observatory.Import) bool {
		return !i.Synthetic || i.State == observatory.ImportPurged
	})
	if len(invented) == 0 {
		return nil
	}
	if err := a.undo(ctx, db, invented...); err != nil {
		return err
	}
	err = edition.Commands{App: a.App}.RemoveInventedEditions(ctx, db)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, "the demonstration data was removed")
	return nil
}
