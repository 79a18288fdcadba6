// Command bench measures how the built program takes ratings in and shows pages,
// each figure as a ratio to something simpler on the same cores in the same run:
// machines are noisy, and a ratio moves less than a time. `make bench` runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are how long the run may take.
type options struct {
	binary      string
	round       time.Duration
	ratings     int // of the memory's measure
	connections int // the most
	stored      int // of the measures of counting
	only        string
}

func run(ctx context.Context, args []string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if len(args) > 0 && args[0] == bareCommand {
		return serveBare(ctx)
	}
	o := options{round: 2 * time.Second, ratings: 300_000, connections: 10_000, stored: 20_000_000}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.binary, "binary", filepath.Join("bin", "observatory"), "the built program")
	flags.DurationVar(&o.round, "round", o.round, "length of one measurement")
	flags.IntVar(&o.ratings, "ratings", o.ratings, "how many ratings the memory is measured after")
	flags.IntVar(&o.connections, "connections", o.connections, "how many connections the memory is measured at")
	flags.IntVar(&o.stored, "stored", o.stored, "how many ratings are stored when counting is measured")
	flags.StringVar(&o.only, "only", "", "`measures` to take, with commas between them; empty means all")
	if err := flags.Parse(args); err != nil {
		return err
	}
	fmt.Printf("%s/%s, %d cores, %s; the load's client runs on the same cores\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	b := &bench{options: o}
	err := b.all(ctx)
	return errors.Join(err, b.print())
}

// goal is a line of the table: a ratio or a size, and what it should be.
type goal struct {
	name, measured, want string
	met                  bool
}

// bench gathers the goals measured so far.
type bench struct {
	options
	goals []goal
}

func (b *bench) atLeast(name string, ratio, want float64, detail string) {
	b.goals = append(b.goals, goal{name, fmt.Sprintf("%.2f (%s)", ratio, detail), fmt.Sprintf("≥ %g", want), ratio >= want})
}

func (b *bench) atMost(name string, value, want float64, unit, detail string) {
	b.goals = append(b.goals, goal{name, fmt.Sprintf("%.4g%s (%s)", value, unit, detail), fmt.Sprintf("≤ %g%s", want, unit), value <= want})
}

func (b *bench) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tmeasured\tgoal\tmet")
	for _, g := range b.goals {
		met := "no"
		if g.met {
			met = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", g.name, g.measured, g.want, met)
	}
	return w.Flush()
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
