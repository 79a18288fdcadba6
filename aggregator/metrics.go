package aggregator

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	runs    *prometheus.CounterVec
	rows    *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	success *prometheus.GaugeVec
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
	}
	reg.MustRegister(m.runs, m.rows, m.seconds, m.success)
	return m
}
