package shipping

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/metric"
)

// cutReason is why a batch ended where it did.
type cutReason string

const (
	cutRows  cutReason = "rows"
	cutAge   cutReason = "age"
	cutMonth cutReason = "month"
	cutEpoch cutReason = "epoch"
	cutStop  cutReason = "stop"
	// cutRepair is no cut: rows of an earlier batch were missing.
	cutRepair cutReason = "repair"
)

func cutReasons() []cutReason {
	return []cutReason{cutRows, cutAge, cutMonth, cutEpoch, cutStop, cutRepair}
}

// call is something that may fail on the way to ClickHouse.
type call string

const (
	callInsert  call = "insert"
	callSettle  call = "settle"
	callMissing call = "missing"
	callCursor  call = "save_cursor"
	callRead    call = "read_journal"
	callRetire  call = "retire"
	// Erasures and maskings are looked for in the database, and recorded there.
	callTombstones call = "tombstones"
)

func calls() []call {
	return []call{callInsert, callSettle, callMissing, callCursor, callRead, callRetire, callTombstones}
}

// metrics are those of the way to ClickHouse. Labels are resolved once, here.
type metrics struct {
	batches    map[cutReason]prometheus.Counter
	failures   map[call]prometheus.Counter
	shipped    prometheus.Counter
	verified   prometheus.Counter
	resent     prometheus.Counter
	unreadable prometheus.Counter
	restarts   prometheus.Counter
}

func newMetrics(reg prometheus.Registerer, health func() Health, stats func() journal.Stats) (*metrics, error) {
	m := &metrics{}
	var all []prometheus.Collector
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "observatory_collector_" + name, Help: help})
		all = append(all, c)
		return c
	}
	gauge := func(name, help string, value func(Health) uint64) {
		all = append(all, prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: "observatory_collector_" + name, Help: help},
			func() float64 { return float64(value(health())) }))
	}
	m.batches = metric.Counters(&all, cutReasons(), "batches_total", "cut", "Inserts by why they ended where they did.")
	m.failures = metric.Counters(&all, calls(), "failures_total", "call", "Calls that failed on the way to ClickHouse.")
	m.shipped = counter("shipped_records_total", "Journal records taken by ClickHouse.")
	m.verified = counter("verified_records_total", "Journal records found in ClickHouse, each time they were looked for.")
	m.resent = counter("resent_rows_total", "Rows sent again because ClickHouse did not have them.")
	m.unreadable = counter("unreadable_records_total", "Journal records that this release cannot read.")
	m.restarts = counter("verifications_restarted_total", "Restarts of ClickHouse after which everything kept is verified again.")
	gauge("pending_records", "Journal records that are not shipped.", func(h Health) uint64 { return h.Pending })
	gauge("unverified_records", "Shipped journal records that are not verified.",
		func(h Health) uint64 { return h.Shipped - h.Verified })
	for name, g := range journalGauges() {
		all = append(all, prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: "observatory_collector_journal_" + name, Help: g.help},
			func() float64 { return g.value(stats()) }))
	}
	for _, c := range all {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("cannot register the metrics of shipping: %w", err)
		}
	}
	return m, nil
}

type journalGauge struct {
	help  string
	value func(journal.Stats) float64
}

// journalGauges are the journal's own numbers that an operator watches.
func journalGauges() map[string]journalGauge {
	return map[string]journalGauge{
		"bytes": {"Bytes that the journal keeps.",
			func(s journal.Stats) float64 { return float64(s.Bytes) }},
		"waiting_records": {"Records that wait for the disk.",
			func(s journal.Stats) float64 { return float64(s.PendingRecords) }},
		"failed_groups": {"Groups of records that could not be written, since the start.",
			func(s journal.Stats) float64 { return float64(s.FailedGroups) }},
		"damaged_records": {"Records found damaged, since the start: any is an alarm.",
			func(s journal.Stats) float64 { return float64(s.Damaged) }},
		"free_ratio": {"Share of the journal's disk that is free, 0 to 1.",
			func(s journal.Stats) float64 { return s.Free }},
	}
}
