// Package metric makes the collector's counters that have one word as a label.
//
// It owns the prefix of their names. Each word has its counter from the start, so that
// a count of none is seen as 0. It does not know what is counted.
package metric
