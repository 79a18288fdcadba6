package dashboard

import (
	"cmp"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts what the dashboard does.
type metrics struct {
	answers   *prometheus.CounterVec
	known     sync.Map // answerKind → prometheus.Counter
	renders   prometheus.Counter
	snapshots *prometheus.CounterVec
	taken     prometheus.Gauge
	busy      *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		answers: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_dashboard_answers_total",
			Help: "Answers given, by route and HTTP status.",
		}, []string{"route", "status"}),
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

// answerKind is what answers are counted by. The kinds are few: addresses that
// nobody registered have no route.
type answerKind struct {
	route  string
	status int
}

// answered counts an answer. The counter of a kind is looked up by its labels
// once.
func (m *metrics) answered(route string, status int) {
	kind := answerKind{route, status}
	if counter, ok := m.known.Load(kind); ok {
		counter.(prometheus.Counter).Inc()
		return
	}
	label := cmp.Or(route, "none")
	counter := m.answers.WithLabelValues(label, strconv.Itoa(status))
	m.known.Store(kind, counter)
	counter.Inc()
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

// newRefusals counts those whom a guard did not let in.
func newRefusals(reg prometheus.Registerer) *prometheus.CounterVec {
	refused := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "observatory_dashboard_refusals_total",
		Help: "Requests for the ministries' space and the API with a token that were refused, by reason.",
	}, []string{"reason"})
	for _, reason := range []string{refusedToken, refusedScope, refusedForm, refusedThrottle, refusedOutage} {
		refused.WithLabelValues(reason)
	}
	return refused
}

const (
	refusedToken    = "token"
	refusedScope    = "scope"
	refusedForm     = "form"
	refusedThrottle = "throttle"
	refusedOutage   = "outage"
)
