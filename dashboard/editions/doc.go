// Package editions shows the published editions: their list, each one, what moved
// between two, and the trajectory of all procedures through them.
//
// It reads editions as they were frozen, and shows no live figures.
package editions

import "servicequality/dashboard/page"

// Pages answers the pages and files of editions.
type Pages struct{ *page.Site }
