// Package simulation draws citizens whose true opinions are known, applies the
// observatory's rules to them, and counts how often figures are wrong: whether
// intervals hold the truth, how many of the changes called significant are none, and
// whether single answers can be found by subtraction.
//
// Cases that can be enumerated are; the others are drawn at random, from one seed.
package simulation

import (
	"fmt"
	"io"
	"math/rand/v2"
	"text/tabwriter"

	"gonum.org/v1/gonum/stat/distuv"
)

// Config says how much is drawn.
type Config struct {
	Seed uint64
	// Draws is how many samples each drawn coverage has; the other simulations
	// take their share of it.
	Draws int
}

// Table is the outcome of one simulation.
type Table struct {
	Title string
	// Note says what was done, in a sentence.
	Note   string
	Header []string
	Rows   []Row
}

// Row is one line of a table.
type Row struct {
	Cells []string
	// Met says whether what is required of the line holds; lines of which
	// nothing is required have it too.
	Met bool
}

// Met says whether everything that is required of the table holds.
func (t Table) Met() bool {
	for _, row := range t.Rows {
		if !row.Met {
			return false
		}
	}
	return true
}

// Write prints the table, with a word at the end of lines that fail.
func (t Table) Write(w io.Writer) error {
	fmt.Fprintf(w, "%s\n%s\n", t.Title, t.Note)
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	write := func(cells []string, last string) {
		for _, cell := range cells {
			fmt.Fprintf(columns, "%s\t", cell)
		}
		fmt.Fprintln(columns, last)
	}
	write(t.Header, "")
	for _, row := range t.Rows {
		last := ""
		if !row.Met {
			last = "NOT MET"
		}
		write(row.Cells, last)
	}
	if err := columns.Flush(); err != nil {
		return fmt.Errorf("cannot print the table %q: %w", t.Title, err)
	}
	_, err := fmt.Fprintln(w)
	return err
}

// Run runs every simulation in turn; the next one begins when yield returned
// true for the table of the last.
func Run(cfg Config, yield func(Table) bool) {
	// Each simulation has a seed of its own: none moves when another does.
	for i, simulate := range simulations() {
		random := rand.New(rand.NewPCG(cfg.Seed, uint64(i)))
		if !yield(simulate(cfg, random)) {
			return
		}
	}
}

// simulations lists what is simulated, in the order of printing.
func simulations() []func(Config, *rand.Rand) Table {
	return []func(Config, *rand.Rand) Table{
		exactCoverage, drawnCoverage, falseDiscoveries, power, subtraction, drops, silences,
	}
}

// binomial draws how many of n succeed with probability p.
func binomial(random *rand.Rand, n uint64, p float64) uint64 {
	switch {
	case n == 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	}
	return uint64(distuv.Binomial{N: float64(n), P: p, Src: random}.Rand())
}

// multinomial draws how n answers fall on levels of these probabilities.
func multinomial(random *rand.Rand, n uint64, p []float64) []uint64 {
	counts := make([]uint64, len(p))
	rest := 1.0
	for j := range p[:len(p)-1] {
		if rest > 0 {
			counts[j] = binomial(random, n, min(p[j]/rest, 1))
		}
		n -= counts[j]
		rest -= p[j]
	}
	counts[len(p)-1] = n
	return counts
}

// mean is that of a truth on the unit scale.
func mean(p []float64) (m float64) {
	for j, share := range p {
		m += share * float64(j) / float64(len(p)-1)
	}
	return m
}
