package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"syscall"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/engine"
)

// backlogRounds is how many rounds of ratings pile up while the database is
// stopped: enough to make shipping them worth a measure.
const backlogRounds = 15

// shipping stops the database under load, compares the answers' times, lets it
// go on, and compares the shipping of what has piled up with bare batches.
func (b *bench) shipping(ctx context.Context, _ *process) error {
	return b.observe("all", func(ours *process) error {
		running, err := b.load(ours).run(ctx)
		if err != nil {
			return err
		}
		if err := awaitShipped(ctx, ours); err != nil {
			return err
		}
		stopped, d, err := b.outage(ctx, ours)
		if err != nil {
			return err
		}
		before, after := running.quantile(0.99), stopped.quantile(0.99)
		b.atMost("p99 with the database stopped ÷ running", after.Seconds()/before.Seconds(), 1.2, "",
			fmt.Sprintf("%s ÷ %s", after.Round(10*time.Microsecond), before.Round(10*time.Microsecond)))
		b.progress("the same in bare batches")
		store, err := attach(ctx, ours)
		if err != nil {
			return err
		}
		raw, err := rawBatches(ctx, store, int(d.rows))
		b.atLeast("journal shipped, rows/s ÷ bare batch insert, one lane", d.rate()/raw, 0.8,
			fmt.Sprintf("%d rows, %.0f/s ÷ %.0f/s; begun %s after the outage", d.rows, d.rate(), raw, d.pause.Round(10*time.Millisecond)))
		return errors.Join(err, store.Close())
	})
}

// outage stops the database under load and lets it go on. It returns the load's
// first round without it, and how the rest was shipped afterwards.
func (b *bench) outage(ctx context.Context, ours *process) (stopped report, d drain, err error) {
	pid, err := ours.engine()
	if err != nil {
		return report{}, drain{}, err
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return report{}, drain{}, err
	}
	stopped, err = b.load(ours).run(ctx)
	for range backlogRounds {
		_, more := b.load(ours).run(ctx)
		err = errors.Join(err, more)
	}
	if err := errors.Join(err, syscall.Kill(pid, syscall.SIGCONT)); err != nil {
		return report{}, drain{}, err
	}
	if d, err = awaitDrain(ctx, ours); err != nil {
		return report{}, drain{}, err
	}
	return stopped, d, awaitShipped(ctx, ours)
}

// drain is how a backlog was shipped.
type drain struct {
	rows  uint64        // after the first batch that came through
	took  time.Duration // for them
	pause time.Duration // before that batch
}

func (d drain) rate() float64 { return float64(d.rows) / d.took.Seconds() }

// awaitDrain waits until a backlog is shipped but for the last batch, which waits
// for company on purpose. The clock starts with the first batch that comes
// through: the shipper asks only every few seconds whether the database is back.
func awaitDrain(ctx context.Context, p *process) (drain, error) {
	began := time.Now()
	pending, err := awaitPending(ctx, p, everything)
	if err != nil {
		return drain{}, err
	}
	first, err := awaitPending(ctx, p, pending-1)
	if err != nil {
		return drain{}, err
	}
	d := drain{pause: time.Since(began)}
	last, err := awaitPending(ctx, p, batchRows)
	d.rows, d.took = first-last, time.Since(began)-d.pause
	return d, err
}

// everything is more than any journal has.
const everything = 1 << 62

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
func ratings(from, n int) []rating.Rating {
	var s rating.Submission
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		panic(err) // the body is ours
	}
	rows := make([]rating.Rating, n)
	for i := range rows {
		s.ID = uuid.Must(uuid.NewV7()).String()
		rows[i] = s.Rating(s.Procedure, time.Now())
		rows[i].Delivery = rating.Delivery{Node: 1, Epoch: 1, Seq: uint64(from + i + 1)}
	}
	return rows
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
