package aggregator

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/observatory/alarm"
)

type metrics struct {
	runs    *prometheus.CounterVec
	rows    *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	success *prometheus.GaugeVec
	open    *prometheus.GaugeVec
	old     *prometheus.GaugeVec
	notices *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_aggregator_runs_total", Help: "Runs of a job by outcome: succeeded, failed, skipped."},
			[]string{"job", "outcome"}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_aggregator_rows_total", Help: "Rows that a job wrote."}, []string{"job"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "observatory_aggregator_run_seconds", Help: "Duration of a job's run.",
			Buckets: prometheus.ExponentialBuckets(0.01, 4, 9)}, []string{"job"}),
		success: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "observatory_aggregator_last_success_seconds", Help: "When a job last succeeded, in Unix seconds."},
			[]string{"job"}),
		open: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "observatory_aggregator_alarms_open", Help: "Alarms that are open, as of the last watch."}, []string{"kind"}),
		old: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "observatory_aggregator_sources_stale", Help: "Sources of figures that are too old, as of the last watch: ratings, volumes and probes of procedures, the catalogue, jobs."},
			[]string{"source"}),
		notices: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_aggregator_notices_total", Help: "Alarms told to the webhook by outcome: delivered, failed."},
			[]string{"outcome"}),
	}
	reg.MustRegister(m.runs, m.rows, m.seconds, m.success, m.open, m.old, m.notices)
	return m
}

// countStale shows how many sources are too old.
func (m *metrics) countStale(found []alarm.Finding) {
	for _, source := range []string{alarm.SourceRatings, alarm.SourceVolumes, alarm.SourceProbes, alarm.SourceCatalogue, alarm.SourceJob} {
		m.old.WithLabelValues(strings.TrimSuffix(source, ":")).Set(0)
	}
	for _, f := range found {
		m.old.WithLabelValues(strings.TrimSuffix(alarm.SourceOf(f.Subject), ":")).Inc()
	}
}

// countAlarms shows how many of the alarms are open.
func (m *metrics) countAlarms(alarms []alarm.Alarm) {
	for _, kind := range alarm.Kinds() {
		m.open.WithLabelValues(string(kind)).Set(0)
	}
	for _, a := range alarms {
		if a.Open() {
			m.open.WithLabelValues(string(a.Kind)).Inc()
		}
	}
}
