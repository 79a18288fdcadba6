// Package record says what a journal record holds: a rating, or the tombstone of
// one.
//
// It owns the payloads' forms, which never change once they are released, and reads
// those of every release. It may read a journal and append to one. It knows neither the
// database nor HTTP, nor submissions that were not accepted.
package record
