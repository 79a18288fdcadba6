package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// measure is one part of the run; bare is the handler to compare with.
type measure struct {
	name string
	take func(ctx context.Context, bare *process) error
}

// measures are all parts, in the order in which they run.
func (b *bench) measures() []measure {
	return []measure{
		{"throughput", b.throughput}, {"shipping", b.shipping}, {"memory", b.memory}, {"crowd", b.crowd},
		{"startup", b.startup}, {"figures", b.figures}, {"pages", b.pages}, {"exports", b.exports},
	}
}

// chosen are the measures of -only, all of them when it is empty.
func (b *bench) chosen() ([]measure, error) {
	all := b.measures()
	if b.only == "" {
		return all, nil
	}
	var some []measure
	for name := range strings.SplitSeq(b.only, ",") {
		i := slices.IndexFunc(all, func(m measure) bool { return m.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only: there is no measure %q, choose among throughput, shipping, memory, crowd, startup, figures, pages and exports", name)
		}
		some = append(some, all[i])
	}
	return some, nil
}

// all takes the chosen measures.
func (b *bench) all(ctx context.Context) error {
	chosen, err := b.chosen()
	if err != nil {
		return err
	}
	bare, err := startBare()
	if err != nil {
		return err
	}
	defer bare.stop() //nolint:errcheck // nothing is left of it
	began := time.Now()
	for _, m := range chosen {
		b.progress("%s, after %s", m.name, time.Since(began).Round(time.Second))
		if err := m.take(ctx, bare); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	b.progress("done, after %s", time.Since(began).Round(time.Second))
	return nil
}

// progress tells whoever waits what is being done.
func (b *bench) progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...)
}

// observe runs the observatory for the time of a measure.
func (b *bench) observe(role string, do func(*process) error) (err error) {
	ours, err := b.startServe(role)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	return do(ours)
}
