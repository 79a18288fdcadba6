// Package statistics holds the formulas of docs/figures.md that know nothing of
// procedures: intervals, design effects, comparisons, false discovery, rank ranges.
//
// It may import package observatory for exact numbers. All functions are pure and
// deterministic on every platform: products are rounded before they are added, so that
// no processor fuses the two operations. It knows no question, rule or threshold of a
// particular indicator.
package statistics
