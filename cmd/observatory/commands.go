package main

import (
	"fmt"
	"runtime/debug"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"observatory"
	"observatory/imports"
	"observatory/sql/engine"
)

// engineCommand is the child process that serve starts; nobody runs it by
// hand. Its flags are the engine's own.
func (a *app) engineCommand() *cobra.Command {
	return &cobra.Command{
		Use: "engine", Short: "serves the embedded ClickHouse to its parent process", Hidden: true,
		DisableFlagParsing: true,
		PersistentPreRunE:  func(*cobra.Command, []string) error { a.began = true; return nil },
		RunE: func(_ *cobra.Command, args []string) error {
			if status := engine.Main(args, a.stdin, a.stdout, a.stderr); status != 0 {
				return exitStatus(status)
			}
			return nil
		},
	}
}

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "brings the database's schema up to date", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd.Context(), func(*database) error {
				fmt.Fprintln(a.stdout, "the schema is up to date")
				return nil
			})
		},
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "which release this is", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.stdout, "observatory "+version())
			return nil
		},
	}
}

// version is the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return info.Main.Version
}

func (a *app) procedureCommand() *cobra.Command {
	parent := group("procedure", "the catalogue of procedures", &cobra.Command{
		Use: "list", Short: "every procedure: id, online, title", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error {
				catalogue, err := db.Catalogue(cmd.Context())
				if err != nil {
					return err
				}
				table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
				for _, p := range catalogue.Procedures() {
					fmt.Fprintf(table, "%s\t%s\t%s\n", p.ID, p.Online, p.Title)
				}
				return table.Flush()
			})
		},
	}, &cobra.Command{
		Use: "show ID", Short: "one procedure, by its id or an alias", Args: exactly("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error {
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
func (a *app) writeProcedure(p observatory.Procedure) error {
	return imports.WriteCatalogue(a.stdout, []observatory.Procedure{p}, false)
}
