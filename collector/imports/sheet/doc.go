// Package sheet reads tables out of CSV files and workbooks, and says of what is
// wrong in them on which line or in which cell it is.
//
// It owns the formats, the bounds of a file, and how a cell is cleaned and read. It
// reads one file and writes nothing. It does not know what a column means.
package sheet
