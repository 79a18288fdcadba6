package snapshot

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts what is read, and what answers it took to compute.
type metrics struct {
	renders   prometheus.Counter
	snapshots *prometheus.CounterVec
	taken     prometheus.Gauge
	busy      *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		renders: promauto.With(reg).NewCounter(prometheus.CounterOpts{
			Name: "observatory_dashboard_renders_total",
			Help: "Answers computed; the others came from memory.",
		}),
		snapshots: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_dashboard_snapshots_total",
			Help: "Readings of the store, by result: taken, unchanged or failed.",
		}, []string{"result"}),
		taken: promauto.With(reg).NewGauge(prometheus.GaugeOpts{
			Name: "observatory_dashboard_snapshot_timestamp_seconds",
			Help: "When the figures that are shown were last known to be current.",
		}),
		busy: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_dashboard_busy_total",
			Help: "Computations that were put off because as many ran as may at once, by what was asked for.",
		}, []string{"what"}),
	}
	for _, result := range []string{snapshotTaken, snapshotUnchanged, snapshotFailed} {
		m.snapshots.WithLabelValues(result)
	}
	return m
}

const (
	snapshotTaken     = "taken"
	snapshotUnchanged = "unchanged"
	snapshotFailed    = "failed"
)

const (
	busyMonths   = "months"
	busyDays     = "days"
	busyEditions = "editions"
)
