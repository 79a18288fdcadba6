package web

import (
	"net/http"

	"servicequality/observatory"
)

// Failure is what a reader may be told of an error: its kind, and the wrong fields. The
// error's own text stays in the log.
type Failure struct {
	Status int
	Fields []observatory.FieldError
	// Refusal gives the reasons in other languages; nil when they exist in English
	// only.
	Refusal *Refusal
	// Messages is the prefix of the keys of the messages for people, like "error.404".
	Messages string
}

// The prefixes of the messages of failures that share their status with others.
const (
	EarlyMessages     = "error.early"
	BusyMessages      = "error.busy"
	UncheckedMessages = "error.503.access"
)

// RetryAfter is the header Retry-After while nothing can be read, in seconds.
const RetryAfter = "3"

// Refuse is the error of one wrong field of a query.
func Refuse(field, reason string) error {
	return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: field, Reason: reason}}}
}

// Problem is the failure for machines.
func (f Failure) Problem() Problem {
	return Problem{Status: f.Status, Detail: detail(f), Fields: f.Fields}
}

func detail(f Failure) string {
	switch {
	case len(f.Fields) > 0:
		return (&observatory.InvalidError{Fields: f.Fields}).Error()
	case f.Messages == BusyMessages:
		return "other figures are being computed: try again in some seconds"
	case f.Messages == UncheckedMessages:
		return "whether the token still holds cannot be looked up now: try again in some seconds"
	}
	switch f.Status {
	case http.StatusNotFound:
		return "there is nothing at this address: /api/v1/procedures lists the procedures, /api/v1/editions the published editions"
	case http.StatusUnauthorized:
		return "send a token that holds, as Authorization: Bearer obs_…"
	case http.StatusForbidden:
		return "the token's access does not reach that far"
	case http.StatusServiceUnavailable:
		return "the figures cannot be read now: try again in some seconds"
	}
	return "the answer could not be made: the reason is in the server's log"
}
