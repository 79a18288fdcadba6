package main

import (
	"context"
	"fmt"
	"time"
)

// memory measures what a collector holds after many ratings.
func (b *bench) memory(ctx context.Context, _ *process) error {
	return b.observe("collector", func(ours *process) error {
		r, err := b.many(ctx, ours)
		if err != nil {
			return err
		}
		now, most, err := ours.memory()
		b.atMost(fmt.Sprintf("memory of --role collector after %d ratings", r.requests), now, 128, " MiB",
			fmt.Sprintf("at the end; %.0f at the most on the way, %d failures", most, r.failures))
		return err
	})
}

// many sends the ratings of -ratings in tenths.
func (b *bench) many(ctx context.Context, ours *process) (all report, err error) {
	const parts = 10
	for i := range parts {
		l := load{address: ours.addrs[0], connections: writers, during: time.Hour, requests: max(1, int64(b.ratings/parts))}
		r, err := l.run(ctx)
		if err != nil {
			return report{}, err
		}
		all.requests += r.requests
		all.failures += r.failures
		now, most, err := ours.memory()
		if err != nil {
			return report{}, err
		}
		b.progress("%d of %d ratings: %.0f/s, %.0f MiB, at most %.0f", (i+1)*b.ratings/parts, b.ratings, r.rate(), now, most)
	}
	return all, nil
}

// crowd opens as many connections as may be, all of which send.
func (b *bench) crowd(ctx context.Context, bare *process) error {
	return b.observe("collector", func(ours *process) error {
		l := load{address: ours.addrs[0], connections: b.connections, during: 4 * b.round}
		mine, err := l.run(ctx)
		if err != nil {
			return err
		}
		_, most, err := ours.memory()
		if err != nil {
			return err
		}
		l.address = bare.addrs[0]
		simple, err := l.run(ctx)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%d connections", b.connections)
		b.atMost(name+": failures", float64(mine.failures), 0, "",
			fmt.Sprintf("of %d requests, p99 %s", mine.requests, mine.quantile(0.99).Round(time.Millisecond)))
		b.atLeast(name+": durable ratings/s ÷ bare gin handler", mine.rate()/simple.rate(), 0.35, fmt.Sprintf("%.0f/s", mine.rate()))
		b.atMost(name+": memory of --role collector", most, 384, " MiB", "the most")
		return mine.firstFailure
	})
}
