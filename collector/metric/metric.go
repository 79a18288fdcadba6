package metric

import "github.com/prometheus/client_golang/prometheus"

// Counters makes one counter for each word of a label, so that all are there
// from the start.
func Counters[W ~string](all *[]prometheus.Collector, words []W, name, label, help string) map[W]prometheus.Counter {
	vec := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "observatory_collector_" + name, Help: help}, []string{label})
	*all = append(*all, vec)
	byWord := make(map[W]prometheus.Counter, len(words))
	for _, w := range words {
		byWord[w] = vec.WithLabelValues(string(w))
	}
	return byWord
}
