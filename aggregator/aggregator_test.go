package aggregator_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

// now is a day in November: the last closed month is October.
var now = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

func jobs(store aggregator.Store) (*aggregator.Aggregator, *prometheus.Registry) {
	reg := prometheus.NewRegistry()
	return aggregator.New(store, time.Now, reg, slog.New(slog.DiscardHandler)), reg
}

// fill gives the procedure its ratings on a day, as one import.
func fill(t *testing.T, store *sql.Store, procedure string, day observatory.Day, levels ...uint8) {
	t.Helper()
	imp := observatory.Import{Kind: observatory.ImportRatings, State: observatory.ImportStarted, First: day, Last: day}
	if err := store.SaveImport(t.Context(), &imp); err != nil {
		t.Fatal(err)
	}
	var ratings []rating.Rating
	for i, level := range levels {
		ratings = append(ratings, rating.Rating{
			ID: rating.ID(procedure, uuid.New(), day), Version: 1, Procedure: procedure, Instrument: rating.Avis1,
			ReceivedAt: day.Start(), Satisfaction: level, Channel: observatory.ChannelOnline, Outcome: rating.OutcomeDone,
			Delivery: rating.Delivery{Epoch: imp.Number, Seq: uint64(i + 1)},
		})
	}
	if err := store.InsertRatings(t.Context(), ratings, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
	imp.State = observatory.ImportCommitted
	if err := store.SaveImport(t.Context(), &imp); err != nil {
		t.Fatal(err)
	}
}

// satisfaction returns the stored figure of the last closed month.
func satisfaction(t *testing.T, store *sql.Store, procedure string) (indicator.Indicator, bool) {
	t.Helper()
	stored, err := store.Indicators(t.Context(), observatory.LastClosedMonth(time.Now()), procedure)
	if err != nil {
		t.Fatal(err)
	}
	for _, figure := range stored[procedure] {
		if figure.Kind == indicator.KindSatisfaction {
			return figure, true
		}
	}
	return indicator.Indicator{}, false
}

// TestIndicatorsFollowImports runs the real jobs on the real engine: a month
// is computed once, and again only when an import reached into it.
func TestIndicatorsFollowImports(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	catalogue := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &catalogue); err != nil {
		t.Fatal(err)
	}
	if err := store.InsertProcedures(t.Context(), catalogue.Number, []observatory.Procedure{{ID: "a", Title: "A", Online: observatory.OnlineYes}}); err != nil {
		t.Fatal(err)
	}
	last := observatory.LastClosedMonth(time.Now())
	first := observatory.TwelveMonths(last).Start
	answers := func(bad, medium, good int) (levels []uint8) {
		for level, n := range []int{bad, medium, good} {
			for range n {
				levels = append(levels, uint8(level+1))
			}
		}
		return levels
	}
	a, reg := jobs(store)
	run := func() observatory.JobRun {
		t.Helper()
		r, err := a.Run(t.Context(), "indicators")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	fill(t, store, "a", first, answers(8, 0, 0)...)
	fill(t, store, "a", last-1, answers(0, 12, 80)...)
	run()
	figure, ok := satisfaction(t, store, "a")
	if !ok || figure.State != indicator.StatePublished || figure.Value.String() != "8.600000" ||
		figure.Low.String() != "7.847758" || figure.High.String() != "9.131259" {
		t.Errorf("the figure of 8, 12 and 80 answers is %+v", figure)
	}
	if again := run(); again.Rows != 0 {
		t.Errorf("a month that is stored was computed again: %d rows", again.Rows)
	}
	fill(t, store, "a", last, answers(0, 0, 100)...)
	run()
	if figure, _ = satisfaction(t, store, "a"); figure.N != 200 || figure.Value.String() != "9.300000" {
		t.Errorf("after an import into the month the figure is %v of %d", figure.Value, figure.N)
	}
	fill(t, store, "a", last+40, answers(100, 0, 0)...)
	run()
	if figure, _ = satisfaction(t, store, "a"); figure.N != 200 {
		t.Errorf("an import after the month moved it to %d ratings", figure.N)
	}
	runs := testutil.ToFloat64(counter(t, reg, "observatory_aggregator_runs_total", "indicators"))
	if runs != 4 {
		t.Errorf("the metric counts %v runs, want 4", runs)
	}
	all, err := a.Jobs(t.Context())
	if err != nil || len(all) != 7 || all[1].Last.LastSuccess.IsZero() || !all[0].Next.After(time.Now()) {
		t.Errorf("the table of jobs is %+v, %v", all, err)
	}
}

// TestNothingButTheCountRunsAtNight: nights on which clocks change have no instant
// between two and three o'clock, or have it twice.
func TestNothingButTheCountRunsAtNight(t *testing.T) {
	t.Parallel()
	var at time.Time
	a := aggregator.New(idle{}, func() time.Time { return at }, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	for _, night := range []time.Time{
		time.Date(2026, time.March, 28, 23, 0, 0, 0, time.UTC), time.Date(2026, time.June, 30, 22, 0, 0, 0, time.UTC),
		time.Date(2026, time.October, 24, 22, 0, 0, 0, time.UTC),
	} {
		for at = night; at.Before(night.Add(5 * time.Hour)); at = at.Add(time.Minute) {
			all, err := a.Jobs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range all {
				if j.Next.Hour() == 2 && j.Name != "tally" {
					t.Fatalf("the job %s runs at %s", j.Name, j.Next)
				}
				if !j.Next.After(at) || j.Name == "tally" && j.Next.Sub(at) > time.Minute {
					t.Fatalf("at %s the job %s is due at %s", at, j.Name, j.Next)
				}
			}
		}
	}
}

// idle is a store of which nothing is asked but what ran.
type idle struct{ aggregator.Store }

func (idle) JobHistory(context.Context) (map[string]observatory.JobRun, error) { return nil, nil }

// counter finds the collector of one metric by a label's value.
func counter(t *testing.T, reg *prometheus.Registry, name, label string) prometheus.Collector {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	gauge := prometheus.NewGauge(prometheus.GaugeOpts{Name: "found"})
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, metric := range family.GetMetric() {
			if metric.GetLabel()[0].GetValue() == label {
				gauge.Add(metric.GetCounter().GetValue())
			}
		}
	}
	return gauge
}

// broken is a store whose count panics, fails or waits.
type broken struct {
	aggregator.Store
	recount func(context.Context) error

	mu   sync.Mutex
	runs []observatory.JobRun
}

func (b *broken) Recount(ctx context.Context, _ bool) (uint64, time.Time, error) {
	return 0, now, b.recount(ctx)
}

func (b *broken) RecordRun(_ context.Context, run observatory.JobRun) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.runs = append(b.runs, run)
	return nil
}

func TestRunFails(t *testing.T) {
	for name, test := range map[string]struct {
		recount func(context.Context) error
		words   string
	}{
		"error": {func(context.Context) error { return errors.New("no database") }, "no database"},
		"panic": {func(context.Context) error { panic("out of order") }, "the job tally panicked: out of order"},
	} {
		store := &broken{recount: test.recount}
		a, _ := jobs(store)
		_, err := a.Run(t.Context(), "tally")
		if err == nil || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%s: the run returned %v", name, err)
		}
		if len(store.runs) != 1 || !strings.Contains(store.runs[0].Error, test.words) {
			t.Errorf("%s: the history holds %+v", name, store.runs)
		}
	}
	a, _ := jobs(&broken{})
	if _, err := a.Run(t.Context(), "nothing"); !errors.Is(err, observatory.ErrNotFound) || !strings.Contains(err.Error(), "tally, indicators") {
		t.Errorf("an unknown job returned %v", err)
	}
}

// TestScheduleSkipsWhatStillRuns lets a count take three minutes: the beats in
// between are skipped, not queued.
func TestScheduleSkipsWhatStillRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts atomic.Int64
		store := &broken{recount: func(ctx context.Context) error {
			counts.Add(1)
			select {
			case <-time.After(3*time.Minute - time.Second):
			case <-ctx.Done():
			}
			return errors.New("too slow")
		}}
		a, _ := jobs(store)
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-time.After(9 * time.Minute)
		a.Stop()
		if n := counts.Load(); n < 3 || n > 4 {
			t.Errorf("a count of three minutes ran %d times in nine", n)
		}
	})
}
