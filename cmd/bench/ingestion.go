package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"servicequality/sql"
)

// What the measurements have in common.
const (
	writers   = 64     // connections
	inserters = 8      // of one rating each
	batchRows = 50_000 // as the shipper's
	rounds    = 5
)

// throughput compares the program with the bare handler and with one insert for
// each rating.
func (b *bench) throughput(ctx context.Context, bare *process) error {
	return b.observe("all", func(ours *process) error {
		rate, err := b.share(ctx, ours, bare)
		if err != nil {
			return err
		}
		if err := awaitShipped(ctx, ours); err != nil {
			return err
		}
		store, err := attach(ctx, ours)
		if err != nil {
			return err
		}
		b.progress("one insert per rating")
		single, err := b.single(ctx, store)
		b.atLeast(fmt.Sprintf("durable ratings/s ÷ one insert per rating, %d inserters", inserters), rate/single, 200,
			fmt.Sprintf("%.0f inserts/s", single))
		return errors.Join(err, store.Close())
	})
}

// share compares the program with the bare handler, and returns how many ratings
// it takes in a second.
func (b *bench) share(ctx context.Context, ours, bare *process) (float64, error) {
	var shares, durable []float64
	for i := range rounds {
		simple, err := b.load(bare).run(ctx)
		if err != nil {
			return 0, err
		}
		running, err := b.load(ours).run(ctx)
		if err != nil {
			return 0, err
		}
		b.progress("round %d of %d: %.0f/s, bare %.0f/s", i+1, rounds, running.rate(), simple.rate())
		shares, durable = append(shares, running.rate()/simple.rate()), append(durable, running.rate())
	}
	rate := median(durable)
	b.atLeast("durable ratings/s ÷ bare gin handler, 64 connections", median(shares), 0.5,
		fmt.Sprintf("%.0f/s while shipping, median of %d", rate, rounds))
	return rate, nil
}

func (b *bench) load(p *process) load {
	return load{address: p.addrs[0], connections: writers, during: b.round}
}

// single inserts ratings one by one, and returns how many in a second.
func (b *bench) single(ctx context.Context, store *sql.Store) (float64, error) {
	var n atomic.Int64
	errs := make([]error, inserters)
	var all sync.WaitGroup
	began := time.Now()
	for i := range inserters {
		all.Go(func() {
			for errs[i] == nil && time.Since(began) < b.round {
				errs[i] = store.InsertRatings(ctx, ratings(1, 1), uuid.NewString())
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / time.Since(began).Seconds(), errors.Join(errs...)
}
