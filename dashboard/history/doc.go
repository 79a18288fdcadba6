// Package history follows the figures of a procedure through the editions: in words,
// as a chart, a table and files.
//
// It reads the editions of a snapshot, and computes nothing that an edition does not
// say. It shows frozen figures only.
package history

import "servicequality/dashboard/page"

// History shows what the editions say of a procedure.
type History struct{ *page.Site }
