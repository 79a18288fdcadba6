package observatory

import (
	"errors"
	"strings"
	"time"
)

// ErrNotFound is wrapped by every error that means "there is no such thing":
// a procedure, an edition, a job. HTTP answers 404.
var ErrNotFound = errors.New("not found")

// ErrConflict is wrapped when a key and version that are known arrive with
// other content, or a step comes too late. HTTP answers 409.
var ErrConflict = errors.New("conflict")

// ErrClosed is wrapped when a procedure takes no more ratings. HTTP answers 410.
var ErrClosed = errors.New("closed")

// ErrUnavailable is wrapped when a request cannot be fulfilled now and may succeed
// later. HTTP answers 503 with Retry-After.
var ErrUnavailable = errors.New("unavailable")

// ErrNoAccess is wrapped when a request carries no credentials, or none that are still
// valid. HTTP answers 401, or redirects to the page for signing in.
var ErrNoAccess = errors.New("no access")

// ErrForbidden is wrapped when an access does not allow what is asked. HTTP answers
// 403.
var ErrForbidden = errors.New("forbidden")

// TooManyError says that a client sends more than one client may. HTTP answers
// 429 with Retry-After.
type TooManyError struct {
	// RetryAfter is how long the client has to wait, in whole seconds.
	RetryAfter time.Duration
}

// Error says how long to wait.
func (e *TooManyError) Error() string {
	return "too many ratings from one network, wait " + e.RetryAfter.String()
}

// FieldError names one field that is wrong and says why, as a sentence that
// may be shown to whoever sent it.
type FieldError struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// InvalidError lists every field of an input that is wrong. HTTP answers 422,
// or 400 for a query.
type InvalidError struct {
	Fields []FieldError
}

// Error joins the fields and reasons into one sentence.
func (e *InvalidError) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + ": " + f.Reason
	}
	return strings.Join(parts, "; ")
}
