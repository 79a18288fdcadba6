// Package collector turns an HTTP POST into a durable rating, and says thank
// you only once it is on disk; then it ships the journal to ClickHouse.
//
// # The life of a rating, here
//
//	handler.go   POST /api/v1/ratings; problem.go has the error answers
//	body.go      the body is read and understood, every wrong field is named
//	accept.go    it is validated, placed on a procedure and a day
//	proof.go     its token, if any, tells which rating it is, and of which day
//	limiter.go   networks that send too much are doubted, then refused
//	hosts.go     the page it came from is told apart from those it belongs on
//	mask/        personal data in its texts is replaced, before anything is written
//	known.go     a step that is known is answered from memory
//	record       it becomes a journal record; once that is durable, 201
//	shipping     records are cut into batches
//	             they are inserted, one at a time, exactly once, and looked for
//
// # Exactly once
//
// A rating's id is made from the procedure and the client's key, so whatever is sent
// twice is one row. What is sent to ClickHouse is first written down as the journal's
// intent. An insert that was not answered with success may have been stored whole, in
// part or not at all: the collector first makes sure that it has ended, then asks the
// database which rows it lacks, and sends only those, under a new token. What was
// acknowledged is verified as well, because a database can lose it: after every restart
// of the engine, everything that the journal still holds is verified again.
//
// No address, user agent or token is ever logged or stored.
package collector
