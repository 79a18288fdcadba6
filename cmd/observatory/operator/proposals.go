package operator

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
)

func (a Commands) proposalsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "proposals", Short: "who should enter or leave the list of essential procedures, as the job top250 said last", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				proposals, err := db.Proposals(cmd.Context())
				if err != nil {
					return err
				}
				table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
				fmt.Fprintln(table, "PROCEDURE\tPROPOSAL\tREASONS")
				for _, p := range proposals {
					proposal, reasons := "leaves", "no rule of the list holds"
					if p.Enters {
						proposal, reasons = "enters", strings.Join(p.Reasons, ", ")
					}
					fmt.Fprintf(table, "%s\t%s\t%s\n", p.Procedure, proposal, reasons)
				}
				return table.Flush()
			})
		},
	}
}
