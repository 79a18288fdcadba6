package aggregator_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// describe replaces the catalogue by these procedures.
func describe(t *testing.T, store *sql.Store, procedures ...observatory.Procedure) {
	t.Helper()
	imp := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &imp); err != nil {
		t.Fatal(err)
	}
	if err := store.InsertProcedures(t.Context(), imp.Number, procedures); err != nil {
		t.Fatal(err)
	}
}

// received are ratings of a level that a collector received.
func received(procedure string, at time.Time, n int, level uint8) []rating.Rating {
	ratings := make([]rating.Rating, n)
	for i := range ratings {
		ratings[i] = rating.Rating{
			ID: rating.ID(procedure, uuid.New(), observatory.DayOf(at)), Version: 1, Procedure: procedure,
			Instrument: rating.Avis1, ReceivedAt: at, Satisfaction: level, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Button: "b", Delivery: rating.Delivery{Node: 1, Epoch: 1, Seq: uint64(i + 1)},
		}
	}
	return ratings
}

func collect(t *testing.T, store *sql.Store, ratings []rating.Rating) {
	t.Helper()
	if err := store.InsertRatings(t.Context(), ratings, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
}

// TestAlarms lets each watch find something on the real engine, twice, and then
// takes the causes away.
func TestAlarms(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	today := observatory.DayOf(time.Now())
	clock := today.Start().Add(12 * time.Hour)
	procedures := []observatory.Procedure{
		{ID: "dropped", Title: "D"}, {ID: "silent", Title: "S"}, {ID: "pasted", Title: "P", Hosts: []string{"www.example.org"}}, {ID: "flooded", Title: "F"},
		{ID: "probed", Title: "M"}, {ID: "closed", Title: "C"},
	}
	describe(t, store, procedures...)
	var collected []rating.Rating
	for day := today - 100; day < today; day++ {
		level := uint8(3)
		if day >= today-3 {
			level = 1
		}
		collected = append(collected, received("dropped", day.Start(), 4, level)...)
	}
	for _, day := range []observatory.Day{today - 10, today - 375} {
		collected = append(collected, received("silent", day.Start().Add(time.Hour), 56, 3)...)
		collected = append(collected, received("closed", day.Start().Add(time.Hour), 56, 3)...)
	}
	err := store.SaveProcedureEvent(t.Context(), observatory.ProcedureEvent{Procedure: "closed", Kind: observatory.ProcedureClose, Day: today - 9, Message: "over"})
	if err != nil {
		t.Fatal(err)
	}
	burst := clock.Add(-3 * time.Hour)
	for day := range 20 {
		collected = append(collected, received("flooded", burst.AddDate(0, 0, -day-1), 2, 3)...)
	}
	collect(t, store, append(collected, received("flooded", burst, 90, 1)...))
	err = store.InsertHosts(t.Context(), []rating.HostCount{
		{Procedure: "pasted", Day: today, Host: "pasted.example", Standing: observatory.HostUnknown, Ratings: 5, Flush: rating.Flush{Node: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}

	probe := func(procedure string, at time.Time) {
		t.Helper()
		file := observatory.Import{Kind: observatory.ImportProbes, State: observatory.ImportCommitted}
		if err := store.SaveImport(t.Context(), &file); err != nil {
			t.Fatal(err)
		}
		if err := store.InsertProbes(t.Context(), file.Number, []observatory.Probe{{Procedure: procedure, At: at, Up: true}}); err != nil {
			t.Fatal(err)
		}
	}
	probe("probed", clock.AddDate(0, 0, -9))

	reg := prometheus.NewRegistry()
	a := aggregator.New(store, func() time.Time { return clock }, reg, slog.New(slog.DiscardHandler))
	run := func(job string, rows uint64) {
		t.Helper()
		if r, err := a.Run(t.Context(), job); err != nil || r.Rows != rows {
			t.Fatalf("%s wrote %d rows, want %d: %v", job, r.Rows, rows, err)
		}
	}
	state := func(want map[string]string) {
		t.Helper()
		all, err := store.Alarms(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, alarm := range all {
			got[alarm.Procedure] = fmt.Sprint(alarm.Kind, " ", alarm.Open())
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the alarms are %v, want %v", got, want)
		}
	}
	run("abuse", 3)
	run("abuse", 0)
	state(map[string]string{"pasted": "host true", "flooded": "burst true", "probed": "stale true"})
	run("alarms", 2)
	run("alarms", 0)
	run("abuse", 0)
	state(map[string]string{"pasted": "host true", "flooded": "burst true", "probed": "stale true", "dropped": "drop true", "silent": "silence true"})
	if n := testutil.ToFloat64(gauge(t, reg, "observatory_aggregator_sources_stale", "probes")); n != 1 {
		t.Errorf("the metric shows %v stale sources", n)
	}
	alarms, err := store.Alarms(t.Context(), "flooded")
	if err != nil || len(alarms) != 1 {
		t.Fatal(alarms, err)
	}
	if d := alarms[0].Details; d.Ratings != 90 || d.Button != "b" || !d.From.Equal(burst) || !d.To.Equal(burst.Add(time.Hour)) {
		t.Errorf("the burst is %+v", d)
	}
	for _, kind := range alarm.Kinds() {
		if n := testutil.ToFloat64(gauge(t, reg, "observatory_aggregator_alarms_open", string(kind))); n != 1 {
			t.Errorf("the metric shows %v alarms of the kind %s", n, kind)
		}
	}

	procedures[2].Hosts = append(procedures[2].Hosts, "pasted.example")
	describe(t, store, procedures...)
	selection := rating.Selection{Procedure: "flooded", From: burst, To: burst.Add(time.Hour), Unsigned: true}
	if err := store.JudgeSelection(t.Context(), selection, rating.VerdictQuarantine, "burst", "operator"); err != nil {
		t.Fatal(err)
	}
	collect(t, store, received("silent", clock, 1, 3))
	probe("probed", clock)
	run("alarms", 4)
	run("alarms", 0)
	state(map[string]string{"probed": "stale false", "pasted": "host false", "flooded": "burst false", "dropped": "drop true", "silent": "silence false"})
}

// gauge finds the collector of one gauge by a label's value.
func gauge(t *testing.T, reg *prometheus.Registry, name, label string) prometheus.Collector {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := prometheus.NewGauge(prometheus.GaugeOpts{Name: "found"})
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if family.GetName() == name && metric.GetLabel()[0].GetValue() == label {
				found.Set(metric.GetGauge().GetValue())
			}
		}
	}
	return found
}
