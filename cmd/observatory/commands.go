package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/sql/engine"
)

// engineCommand is the child process that serve starts; nobody runs it by
// hand. Its flags are the engine's own.
func engineCommand(a *instance.App) *cobra.Command {
	return &cobra.Command{
		Use: "engine", Short: "serves the embedded ClickHouse to its parent process", Hidden: true,
		DisableFlagParsing: true,
		PersistentPreRunE:  func(*cobra.Command, []string) error { a.Began = true; return nil },
		RunE: func(_ *cobra.Command, args []string) error {
			if status := engine.Main(args, a.Stdin, a.Stdout, a.Stderr); status != 0 {
				return instance.ExitStatus(status)
			}
			return nil
		},
	}
}

func migrateCommand(a *instance.App) *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "brings the database's schema up to date", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(*instance.Database) error {
				fmt.Fprintln(a.Stdout, "the schema is up to date")
				return nil
			})
		},
	}
}

func versionCommand(a *instance.App) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "which release this is", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.Stdout, "observatory "+instance.Version())
			return nil
		},
	}
}
