package page

import (
	"cmp"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics counts the answers given.
type metrics struct {
	Answers *prometheus.CounterVec
	known   sync.Map // answerKind → prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	return &metrics{
		Answers: promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
			Name: "observatory_dashboard_answers_total",
			Help: "Answers given, by route and HTTP status.",
		}, []string{"route", "status"}),
	}
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
	counter := m.Answers.WithLabelValues(label, strconv.Itoa(status))
	m.known.Store(kind, counter)
	counter.Inc()
}
