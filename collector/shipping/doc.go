// Package shipping brings the ratings of a journal into the database, each exactly
// once.
//
// It owns the batches, the order in which they are announced, sent and verified, the
// journal's cursor, the tombstones of what was taken back, and the audit that compares
// both sides. It may read the journal and write tombstones into it, and reach the
// database through Store. It knows nothing of HTTP, tokens and submissions.
package shipping
