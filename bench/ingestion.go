package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/google/uuid"

	"observatory"
	"observatory/sql"
	"observatory/sql/engine"
)

// What the measurements have in common.
const (
	writers   = 64     // connections
	inserters = 8      // of one rating each
	batchRows = 50_000 // as the shipper's
	rounds    = 5
)

// all takes every measure.
func (b *bench) all(ctx context.Context) error {
	bare, err := startBare()
	if err != nil {
		return err
	}
	defer bare.stop() //nolint:errcheck // nothing is left of it
	measures := []func(context.Context, *process) error{b.throughput, b.memory, b.crowd, b.pages}
	if b.pagesOnly {
		measures = measures[len(measures)-1:]
	}
	for _, measure := range measures {
		if err := measure(ctx, bare); err != nil {
			return err
		}
	}
	return nil
}

// throughput compares the program with the bare handler, with one insert for
// each rating, with itself while the database is stopped, and its shipping with
// bare batches.
func (b *bench) throughput(ctx context.Context, bare *process) (err error) {
	ours, err := b.startServe("all")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	var shares, durable []float64
	var running report
	for range rounds {
		simple, err := b.load(bare).run(ctx)
		if err != nil {
			return err
		}
		if running, err = b.load(ours).run(ctx); err != nil {
			return err
		}
		shares, durable = append(shares, running.rate()/simple.rate()), append(durable, running.rate())
	}
	rate := median(slices.Clone(durable))
	b.atLeast("durable ratings/s ÷ bare gin handler, 64 connections", median(shares), 0.5,
		fmt.Sprintf("%.0f/s while shipping, median of %d", rate, rounds))
	if err := awaitShipped(ctx, ours); err != nil {
		return err
	}
	store, err := attach(ctx, ours)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	single, err := b.single(ctx, store)
	if err != nil {
		return err
	}
	b.atLeast(fmt.Sprintf("durable ratings/s ÷ one insert per rating, %d inserters", inserters), rate/single, 200,
		fmt.Sprintf("%.0f inserts/s", single))
	return b.outage(ctx, ours, store)
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

// outage stops the database under load, and lets it go on.
func (b *bench) outage(ctx context.Context, ours *process, store *sql.Store) error {
	pid, err := ours.engine()
	if err != nil {
		return err
	}
	running, err := b.load(ours).run(ctx)
	if err != nil {
		return err
	}
	if err := awaitShipped(ctx, ours); err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return err
	}
	stopped, err := b.load(ours).run(ctx)
	for range 3*rounds - 1 { // enough to make shipping worth a measure
		more, moreErr := b.load(ours).run(ctx)
		stopped.requests += more.requests
		err = errors.Join(err, moreErr)
	}
	err = errors.Join(err, syscall.Kill(pid, syscall.SIGCONT))
	began := time.Now()
	// The last batch waits for company on purpose: the clock stops before it.
	left, pendingErr := awaitPending(ctx, ours, batchRows)
	if err := errors.Join(err, pendingErr); err != nil {
		return err
	}
	shipped := stopped.requests - int64(left)
	drain := float64(shipped) / time.Since(began).Seconds()
	if err := awaitShipped(ctx, ours); err != nil {
		return err
	}
	before, after := running.quantile(0.99), stopped.quantile(0.99)
	b.atMost("p99 with the database stopped ÷ running", after.Seconds()/before.Seconds(), 1.2, "",
		fmt.Sprintf("%s ÷ %s", after.Round(10*time.Microsecond), before.Round(10*time.Microsecond)))
	raw, err := rawBatches(ctx, store, int(shipped))
	if err != nil {
		return err
	}
	b.atLeast("journal shipped, rows/s ÷ bare batch insert, one lane", drain/raw, 0.8,
		fmt.Sprintf("%d rows, %.0f/s ÷ %.0f/s", shipped, drain, raw))
	return nil
}

// rawBatches inserts n rows in the shipper's batches, and returns how many in a
// second. Making the rows is not counted.
func rawBatches(ctx context.Context, store *sql.Store, n int) (float64, error) {
	var spent time.Duration
	for from := 0; from < n; from += batchRows {
		batch := ratings(from, min(batchRows, n-from))
		began := time.Now()
		if err := store.InsertRatings(ctx, batch, uuid.NewString()); err != nil {
			return 0, err
		}
		spent += time.Since(began)
	}
	return float64(n) / spent.Seconds(), nil
}

// ratings makes rows like those that the load sends.
func ratings(from, n int) []observatory.Rating {
	var s observatory.Submission
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		panic(err) // the body is ours
	}
	rows := make([]observatory.Rating, n)
	for i := range rows {
		s.ID = uuid.Must(uuid.NewV7()).String()
		rows[i] = s.Rating(s.Procedure, time.Now())
		rows[i].Delivery = observatory.Delivery{Node: 1, Epoch: 1, Seq: uint64(from + i + 1)}
	}
	return rows
}

// memory measures what a collector holds after many ratings.
func (b *bench) memory(ctx context.Context, _ *process) (err error) {
	ours, err := b.startServe("collector")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	l := load{address: ours.addrs[0], connections: writers, during: time.Hour, requests: int64(b.ratings)}
	r, err := l.run(ctx)
	if err != nil {
		return err
	}
	now, most, err := ours.memory()
	b.atMost(fmt.Sprintf("memory of --role collector after %d ratings", r.requests), most, 128, " MiB",
		fmt.Sprintf("the most; %.0f at the end, %d failures", now, r.failures))
	return err
}

// crowd opens as many connections as may be, all of which send.
func (b *bench) crowd(ctx context.Context, bare *process) (err error) {
	ours, err := b.startServe("collector")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
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
	b.atMost(name+": failures", float64(mine.failures), 0, "", fmt.Sprintf("of %d requests, p99 %s", mine.requests, mine.quantile(0.99).Round(time.Millisecond)))
	b.atLeast(name+": durable ratings/s ÷ bare gin handler", mine.rate()/simple.rate(), 0.35, fmt.Sprintf("%.0f/s", mine.rate()))
	b.atMost(name+": memory of --role collector", most, 384, " MiB", "the most")
	return mine.firstFailure
}

// attach opens the database of a running observatory.
func attach(ctx context.Context, p *process) (*sql.Store, error) {
	dial, ok := engine.Attach(filepath.Join(p.data, "run", "engine.addr"))
	if !ok {
		return nil, errors.New("the engine of the observatory does not answer")
	}
	return sql.Open(ctx, sql.Config{Dial: dial})
}

// awaitShipped waits until the journal has nothing that the database has not.
func awaitShipped(ctx context.Context, p *process) error {
	_, err := awaitPending(ctx, p, 0)
	return err
}

// awaitPending waits until the database lacks at most so many records of the
// journal, and returns how many it does.
func awaitPending(ctx context.Context, p *process, most uint64) (pending uint64, err error) {
	for {
		response, err := http.Get("http://" + p.addrs[1] + "/api/v1/health")
		if err != nil {
			return 0, err
		}
		var health struct {
			Journal struct{ Acknowledged, Pending uint64 }
		}
		err = json.NewDecoder(response.Body).Decode(&health)
		_ = response.Body.Close()
		if err != nil || health.Journal.Pending <= most {
			return health.Journal.Pending, err
		}
		select {
		case <-time.After(20 * time.Millisecond): // another process cannot be waited for otherwise
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
