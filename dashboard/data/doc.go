// Package data says how procedures, their figures and editions stand in open data.
//
// It owns the names of the fields and columns that the API and the files share, and
// finds the files of published editions. It may use pages' cells and the domain. It
// knows no addresses of lists and pages.
package data

import "servicequality/dashboard/page"

// Archive finds the files of published editions.
type Archive struct{ *page.Site }
