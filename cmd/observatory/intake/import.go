package intake

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

// ImportCommand is `import` with its sub-commands.
func (a Commands) ImportCommand() *cobra.Command {
	var dry bool
	withFile := func(use, short string, do func(context.Context, *instance.Database, string, bool) error) *cobra.Command {
		cmd := &cobra.Command{Use: use, Short: short, Args: instance.Exactly("FILE"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return a.Importing(cmd.Context(), func(db *instance.Database) error { return do(cmd.Context(), db, args[0], dry) })
			}}
		cmd.Flags().BoolVar(&dry, "dry-run", false, "check and report, write nothing")
		return cmd
	}
	return instance.Group("import", "brings a file into the database, whole or not at all",
		withFile("catalogue FILE", "procedures, in our own columns or the public observatory's (CSV, XLSX)", a.importCatalogue),
		withFile("buttons FILE", "named links to the form: procedure,button,name,source,channel,closed_on,message (CSV, XLSX)", a.importButtons),
		a.importRatingsCommand(),
		withFile("volumes FILE", "transactions: procedure,period_start,period_end,channel,started,completed,method,source (CSV, XLSX)", a.importVolumes),
		withFile("probes FILE", "what probes found: procedure,at,up,ms (CSV, XLSX)", a.importProbes),
		withFile("published FILE", "figures printed before there were editions: edition,figure_date,metric,value,unit,numerator,denominator,source (CSV, XLSX)", a.importPublished),
		&cobra.Command{
			Use: "list", Short: "every import", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return a.listImports(cmd.Context(), db) })
			},
		},
		a.importUndoCommand())
}

func (a Commands) importCatalogue(ctx context.Context, db *instance.Database, file string, dry bool) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the catalogue: %w", err)
	}
	read, err := imports.ReadCatalogue(bytes.NewReader(content), filepath.Base(file))
	if err != nil {
		return err
	}
	current, err := db.DescribedCatalogue(ctx)
	if err != nil {
		return err
	}
	changes, err := read.Apply(current)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, read.Report(changes))
	if dry {
		fmt.Fprintln(a.Stdout, "dry run: nothing was written")
		return nil
	}
	if len(changes.Created)+len(changes.Updated) > 0 {
		err := a.bringFile(ctx, db, fileImport(observatory.ImportCatalogue, file, content), func(in *intake) error {
			return in.catalogue(ctx, changes)
		})
		if err != nil {
			return err
		}
	}
	// Demonstration data goes with the first real catalogue.
	return a.removeDemo(ctx, db)
}

func (a Commands) listImports(ctx context.Context, db *instance.Database) error {
	all, err := db.Imports(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "IMPORT\tKIND\tSTATE\tREAD\tCREATED\tUPDATED\tUNCHANGED\tAT\tFILE")
	for _, i := range all {
		fmt.Fprintf(table, "%d\t%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n", i.Number, i.Kind, i.State, i.Read, i.Created, i.Updated, i.Unchanged,
			i.At.In(observatory.Paris()).Format(time.DateTime), i.File)
	}
	return table.Flush()
}
