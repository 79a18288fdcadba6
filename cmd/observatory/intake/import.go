package intake

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
)

// ImportCommand is `import` with its sub-commands.
func (a Commands) ImportCommand() *cobra.Command {
	var commands []*cobra.Command
	for _, k := range kinds() {
		commands = append(commands, a.importKindCommand(k))
	}
	return instance.Group("import", "brings a file into the database, whole or not at all", append(commands,
		&cobra.Command{
			Use: "list", Short: "every import", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return a.listImports(cmd.Context(), db) })
			},
		},
		a.importUndoCommand())...)
}

func (a Commands) importKindCommand(k kind) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use: k.name + " FILE", Short: k.help, Args: instance.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importing(cmd.Context(), !o.dry, func(db *instance.Database) error { return a.importFile(cmd.Context(), db, k, args[0], o) })
		},
	}
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "check and report, write nothing")
	if k.flags != nil {
		k.flags(cmd.Flags(), &o)
	}
	return cmd
}

// importing opens the database for a command on imports. One that only reads
// does not wait for one that writes.
func (a Commands) importing(ctx context.Context, writes bool, do func(*instance.Database) error) error {
	if writes {
		return a.Importing(ctx, do)
	}
	return a.WithDatabase(ctx, do)
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
