package main

import (
	"errors"

	"github.com/spf13/cobra"

	"observatory/simulation"
)

func (a *app) simulateCommand() *cobra.Command {
	var cfg simulation.Config
	cmd := &cobra.Command{
		Use: "simulate", Short: "checks the figures on citizens whose truth is known", Args: cobra.NoArgs,
		Long: "Draws citizens whose truth is known, has the rules judge them, and prints how often\n" +
			"figures are wrong. It needs no database, takes a minute, and fails when a\nrequirement of the rules is not met.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cfg.Draws < 1 {
				return usageError("--draws must be at least 1")
			}
			return a.simulate(cmd, cfg)
		},
	}
	cmd.Flags().Uint64Var(&cfg.Seed, "seed", 1, "`number` from which everything is drawn: the same seed draws the same")
	cmd.Flags().IntVar(&cfg.Draws, "draws", 20_000, "`number` of samples for each truth")
	return cmd
}

func (a *app) simulate(cmd *cobra.Command, cfg simulation.Config) error {
	met := true
	var err error
	simulation.Run(cfg, func(t simulation.Table) bool {
		met = met && t.Met()
		err = t.Write(a.stdout)
		return err == nil && cmd.Context().Err() == nil
	})
	if err = errors.Join(err, cmd.Context().Err()); err != nil {
		return err
	}
	if !met {
		return errors.New("a requirement is not met: see the lines marked NOT MET")
	}
	return nil
}
