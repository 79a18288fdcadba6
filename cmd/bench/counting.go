package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/sql"
)

//go:embed fill.sql
var fillQuery string

// How much is stored for the minute's job the first time, and how much comes
// new each time.
const (
	storedFirst = 1_000_000
	newRatings  = 1_000
)

// figures compares the minute's job over few ratings with the same over many,
// and the whole recount with the GROUP BY that it cannot do without.
func (b *bench) figures(ctx context.Context, _ *process) error {
	return b.observe("collector", func(ours *process) error { return b.counting(ctx, ours) })
}

// counting measures the jobs, which are run from here.
func (b *bench) counting(ctx context.Context, ours *process) (err error) {
	store, err := attach(ctx, ours)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	db := newDatabase(ours)
	jobs := aggregator.New(store, time.Now, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))

	if err := db.fill(ctx, 0, storedFirst); err != nil {
		return err
	}
	// What is old is counted once; from then on the job looks at what is new.
	if _, _, err := store.Recount(ctx, true); err != nil {
		return err
	}
	few, err := minute(ctx, store, db, jobs)
	if err != nil {
		return err
	}
	b.progress("%d ratings are stored, %d more to come", storedFirst, b.stored-storedFirst)
	if err := db.fill(ctx, storedFirst, b.stored-storedFirst); err != nil {
		return err
	}
	many, err := minute(ctx, store, db, jobs)
	if err != nil {
		return err
	}
	b.atMost(fmt.Sprintf("the minute's job with %d ratings stored ÷ with %d", b.stored, storedFirst), many/few, 2, "",
		fmt.Sprintf("%.2fs ÷ %.2fs, %d new ratings each time, median of %d", many, few, newRatings, rounds))
	return b.rebuild(ctx, store, db)
}

// minute returns the seconds that the minute's job takes for a few new
// ratings: the median of some runs, after one that reads what is there.
func minute(ctx context.Context, store *sql.Store, db *database, jobs *aggregator.Aggregator) (float64, error) {
	if _, err := jobs.Run(ctx, "tally"); err != nil {
		return 0, err
	}
	if err := db.settle(ctx); err != nil {
		return 0, err
	}
	var times []float64
	for range rounds {
		if err := store.InsertRatings(ctx, ratings(1, newRatings), uuid.NewString()); err != nil {
			return 0, err
		}
		began := time.Now()
		if _, err := jobs.Run(ctx, "tally"); err != nil {
			return 0, err
		}
		times = append(times, time.Since(began).Seconds())
	}
	return median(times), nil
}

// rebuild counts everything anew and judges it, and has the database group the
// same columns of the same rows for nobody.
func (b *bench) rebuild(ctx context.Context, store *sql.Store, db *database) error {
	if err := db.settle(ctx); err != nil {
		return err
	}
	began := time.Now()
	if _, _, err := store.Recount(ctx, true); err != nil {
		return err
	}
	asOf := observatory.LastClosedMonth(time.Now())
	evidence, err := store.Evidence(ctx, "", observatory.TwelveMonths(asOf))
	if err != nil {
		return err
	}
	for id := range evidence {
		indicator.Compute(&observatory.Procedure{ID: id, Online: "yes"}, evidence[id], observatory.TwelveMonths(asOf), time.Now())
	}
	whole := time.Since(began)
	if err := db.settle(ctx); err != nil {
		return err
	}
	began = time.Now()
	if err := db.query(ctx, groupQuery, nil); err != nil {
		return err
	}
	bare := time.Since(began)
	b.atMost(fmt.Sprintf("everything recounted and judged over %d ratings ÷ the same GROUP BY thrown away", b.stored),
		whole.Seconds()/bare.Seconds(), 2, "", fmt.Sprintf("%.1fs ÷ %.1fs", whole.Seconds(), bare.Seconds()))
	return nil
}

// groupQuery counts what the tallies hold by what they hold it, and keeps
// nothing.
const groupQuery = `
SELECT procedure, day, instrument, channel, outcome, doubt != '' AS doubtful, signed, source, lang, button, help.channel,
    satisfaction, clarity, help.reached, help.quality, count()
FROM ratings FINAL
GROUP BY ALL
SETTINGS do_not_merge_across_partitions_select_final = 1, max_memory_usage = 0, max_bytes_before_external_group_by = 8000000000
FORMAT Null`

// database speaks plain HTTP with the engine of an observatory: what a
// measurement asks is nobody else's query.
type database struct{ client *http.Client }

func newDatabase(p *process) *database {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(p.data, "run", "engine.sock"))
	}
	return &database{&http.Client{Transport: &http.Transport{DialContext: dial}}}
}

// fill stores n more ratings, the first with this number.
func (d *database) fill(ctx context.Context, from, n int) error {
	return d.query(ctx, fillQuery, url.Values{"param_from": {strconv.Itoa(from)}, "param_n": {strconv.Itoa(n)}})
}

// settle waits until the engine has merged what was stored: it does so in the
// background, on the cores that are measured.
func (d *database) settle(ctx context.Context) error {
	for {
		running, err := d.ask(ctx, "SELECT count() FROM system.merges", nil)
		if err != nil || strings.TrimSpace(running) == "0" {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (d *database) query(ctx context.Context, text string, parameters url.Values) error {
	_, err := d.ask(ctx, text, parameters)
	return err
}

func (d *database) ask(ctx context.Context, text string, parameters url.Values) (string, error) {
	address := "http://engine/?database=observatory&" + parameters.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(text))
	if err != nil {
		return "", err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("the engine answered %s", said)
	}
	return string(said), err
}
