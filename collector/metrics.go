package collector

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/metric"
)

// outcome is what became of a submission.
type outcome string

const (
	outcomeCreated     outcome = "created"
	outcomeKnown       outcome = "known"
	outcomeConflict    outcome = "conflict"
	outcomeLate        outcome = "late"
	outcomeClosed      outcome = "closed"
	outcomeInvalid     outcome = "invalid"
	outcomeNotFound    outcome = "unknown_procedure"
	outcomeTooLarge    outcome = "too_large"
	outcomeMediaType   outcome = "unsupported_media_type"
	outcomeTooMany     outcome = "too_many"
	outcomeIncomplete  outcome = "incomplete"
	outcomeBusy        outcome = "busy"
	outcomeNoSpace     outcome = "no_space"
	outcomeClock       outcome = "clock"
	outcomeUnavailable outcome = "unavailable"
	outcomeAbandoned   outcome = "abandoned"
)

func outcomes() []outcome {
	return []outcome{
		outcomeCreated, outcomeKnown, outcomeConflict, outcomeLate, outcomeClosed, outcomeInvalid, outcomeNotFound,
		outcomeTooLarge, outcomeMediaType, outcomeTooMany, outcomeIncomplete, outcomeBusy, outcomeNoSpace,
		outcomeClock, outcomeUnavailable, outcomeAbandoned,
	}
}

// metrics of the collector. Labels are resolved once, here.
type metrics struct {
	received map[outcome]prometheus.Counter
	proofs   map[proof]prometheus.Counter
	doubtful prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) (*metrics, error) {
	m := &metrics{}
	var all []prometheus.Collector
	m.received = metric.Counters(&all, outcomes(), "received_total", "outcome", "Submissions by what became of them.")
	m.proofs = metric.Counters(&all, proofs(), "tokens_total", "token", "Submissions by what their token showed.")
	m.doubtful = prometheus.NewCounter(prometheus.CounterOpts{Name: "observatory_collector_doubtful_records_total", Help: "Records marked doubtful because one network sent too many ratings."})
	all = append(all, m.doubtful)
	for _, c := range all {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("cannot register the collector's metrics: %w", err)
		}
	}
	return m, nil
}
