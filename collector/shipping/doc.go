// Package shipping brings the ratings of a journal into the database, each exactly
// once.
//
// It owns the batches, the order in which they are announced, sent and verified,
// the journal's cursor, the tombstones of what was taken back, and the audit that
// compares both sides. It may read the journal and write tombstones into it, and
// reach the database through Store. HTTP, tokens and submissions never enter it.
package shipping
