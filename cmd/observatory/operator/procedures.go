package operator

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

// ProcedureCommand is `procedure` with its sub-commands.
func (a Commands) ProcedureCommand() *cobra.Command {
	parent := instance.Group("procedure", "the catalogue of procedures", &cobra.Command{
		Use: "list", Short: "every procedure: id, online, title", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				catalogue, err := db.Catalogue(cmd.Context())
				if err != nil {
					return err
				}
				table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
				for _, p := range catalogue.Procedures() {
					fmt.Fprintf(table, "%s\t%s\t%s\n", p.ID, p.Online, p.Title)
				}
				return table.Flush()
			})
		},
	}, &cobra.Command{
		Use: "show ID", Short: "one procedure, by its id or an alias", Args: instance.Exactly("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				catalogue, err := db.Catalogue(cmd.Context())
				if err != nil {
					return err
				}
				p, ok := catalogue.Find(args[0])
				if !ok {
					return fmt.Errorf("procedure %q %w: observatory procedure list names them all", args[0], observatory.ErrNotFound)
				}
				return a.writeProcedure(*p)
			})
		},
	})
	parent.AddCommand(a.procedureEvents()...)
	parent.AddCommand(a.proposalsCommand())
	return parent
}

// writeProcedure prints a procedure as the columns of the catalogue.
func (a Commands) writeProcedure(p observatory.Procedure) error {
	return imports.WriteCatalogue(a.Stdout, []observatory.Procedure{p}, false)
}
