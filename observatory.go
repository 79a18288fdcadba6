// Package observatory holds the vocabulary and the rules of the
// service-quality observatory: procedures, questionnaires, ratings, tallies,
// indicators, and every formula, threshold and statistical test that turns
// ratings into published figures.
//
// It is pure: no input or output, no clock, no database driver. Whoever wants
// to know what a figure means reads this package; whoever wants to know how a
// rating gets here reads the packages around it, none of which computes a
// figure of its own.
package observatory
