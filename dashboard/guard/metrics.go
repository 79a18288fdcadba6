package guard

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
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
