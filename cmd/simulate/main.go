// Command simulate draws citizens whose truth is known, has the rules of the
// observatory compute its figures, and prints how often figures are wrong. It needs no
// database, takes a minute, and ends with status 1 when a requirement of the rules
// is not met.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"servicequality/observatory/simulation"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run returns the exit status: 0 when every requirement is met, 1 when one is not
// or the tables cannot be written, 2 when the arguments are wrong.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var cfg simulation.Config
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Uint64Var(&cfg.Seed, "seed", 1, "`number` from which everything is drawn: the same seed draws the same")
	flags.IntVar(&cfg.Draws, "draws", 20_000, "`number` of samples for each truth")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 || cfg.Draws < 1 {
		fmt.Fprintln(stderr, "simulate: --draws must be at least 1, and there are no other arguments than --seed and --draws")
		return 2
	}
	if err := simulate(ctx, stdout, cfg); err != nil {
		fmt.Fprintln(stderr, "simulate: "+err.Error())
		return 1
	}
	return 0
}

func simulate(ctx context.Context, stdout io.Writer, cfg simulation.Config) error {
	met := true
	var err error
	simulation.Run(cfg, func(t simulation.Table) bool {
		met = met && t.Met()
		err = t.Write(stdout)
		return err == nil && ctx.Err() == nil
	})
	if err = errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	if !met {
		return errors.New("a requirement is not met: see the lines marked NOT MET")
	}
	return nil
}
