// Package list shows the list of procedures: filtered, sorted, with the columns that
// a reader chose, as a page and as files.
//
// It owns the columns. What the filters let through is a snapshot.Listing. It has no
// page of a single procedure.
package list

import "servicequality/dashboard/page"

// Pages answers the list and its files.
type Pages struct{ *page.Site }
