// Package observatory holds the types that all other packages share: days and windows,
// procedures and the catalogue, volumes, hosts, exact numbers, and the errors that an
// input can be refused with.
//
// It has no formula of a figure; those are in the packages below it (rating,
// statistics, access, indicator, summary, alarm, edition), which may import it and
// which it never imports. Like them it is pure: it uses no input or output, no clock,
// no database driver and no HTTP.
package observatory
