// Package observatory holds the words that all the others share: days and windows,
// procedures and the catalogue, volumes, hosts, exact numbers, and the errors that
// an input can be refused with.
//
// It owns no formula of a figure; those are in the rooms below it (rating,
// statistics, access, indicator, summary, alarm, edition), which may import it and
// which it never imports. It is pure, as they are: no input or output, no clock, no
// database driver and no HTTP enters any of them.
package observatory
