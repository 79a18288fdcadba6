package operator

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/backup"
	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/sql"
)

// ExportCommand is `export` with its sub-commands.
func (a Commands) ExportCommand() *cobra.Command {
	var ids bool
	ratings := &cobra.Command{
		Use: "ratings --ids", Short: "every rating that counts: id, procedure, version and the journal record that brought it",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !ids {
				return instance.UsageError("export ratings writes identities alone in this release: say --ids")
			}
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				out := bufio.NewWriter(a.Stdout)
				fmt.Fprintln(out, "id,procedure,version,node,epoch,seq")
				err := db.Identities(cmd.Context(), func(i sql.Identity) error {
					_, err := fmt.Fprintf(out, "%s,%s,%d,%08x,%08x,%d\n", i.ID, i.Procedure, i.Version, i.Node, i.Epoch, i.Seq)
					return err
				})
				if err != nil {
					return err
				}
				return out.Flush()
			})
		},
	}
	ratings.Flags().BoolVar(&ids, "ids", false, "identities alone, no answer")
	tallies := &cobra.Command{
		Use: "tallies", Short: "everything that was counted, by procedure, day and slice: not for the public, since cells may be of one citizen",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return db.AllTallies(cmd.Context(), a.Stdout) })
		},
	}
	catalogue := &cobra.Command{
		Use: "catalogue", Short: "every procedure in our own columns, owners included: import catalogue reads it back", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				// As imports describe it: what events of procedures add is not theirs.
				described, err := db.DescribedCatalogue(cmd.Context())
				if err != nil {
					return err
				}
				return imports.WriteCatalogue(a.Stdout, described.Procedures(), false)
			})
		},
	}
	return instance.Group("export", "writes what is stored to standard output, as CSV",
		ratings, tallies, catalogue, backup.Commands{App: a.App}.ExportTombstonesCommand())
}
