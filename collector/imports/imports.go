// Package imports reads files from outside (catalogues of procedures, ratings as
// counts or as exports of others, buttons, volumes, probes, printed figures),
// checks them whole, and turns them into the observatory's own words; it writes
// the catalogue back in the same columns. It knows files, not databases: nothing
// that it returns has been stored.
//
// A file is taken whole or refused whole. Whatever is wrong in it comes back
// in one *FileError that names every line and column, so that somebody can
// repair a file in one go.
package imports
