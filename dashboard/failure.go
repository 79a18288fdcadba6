package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// failure is what may be said to a reader of an error: a kind, and the fields
// that were wrong. The error's own text stays in the log.
type failure struct {
	status int
	fields []observatory.FieldError
	// refusal is where the reasons are to be had in another language; nil when
	// there is but English.
	refusal *refusal
	// messages begin the names of the messages that tell people, "error.404".
	messages string
}

// Messages of failures that share their status with others.
const (
	earlyMessages     = "error.early"
	busyMessages      = "error.busy"
	uncheckedMessages = "error.503.access"
)

// retryAfter is what a reader is asked to wait while nothing can be read, in
// seconds.
const retryAfter = "3"

// fail maps the kind of an error to a status, and logs what nobody expected.
func (d *Dashboard) fail(c *gin.Context, err error) failure {
	f := d.failureOf(err)
	switch f.status {
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", retryAfter)
	case http.StatusInternalServerError:
		d.log.Error("cannot answer", "path", c.Request.URL.Path, "error", err)
	}
	if f.messages == "" {
		f.messages = "error." + strconv.Itoa(f.status)
	}
	return f
}

func (d *Dashboard) failureOf(err error) failure {
	var invalid *observatory.InvalidError
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.missing:
		return failure{status: http.StatusNotFound, fields: refused.in(d.locales[english]), refusal: refused, messages: earlyMessages}
	case errors.As(err, &refused):
		return failure{status: http.StatusBadRequest, fields: refused.in(d.locales[english]), refusal: refused}
	case errors.As(err, &invalid):
		return failure{status: http.StatusBadRequest, fields: invalid.Fields}
	case errors.Is(err, observatory.ErrNotFound):
		return failure{status: http.StatusNotFound}
	case errors.Is(err, observatory.ErrForbidden):
		return failure{status: http.StatusForbidden}
	case errors.Is(err, errBusy):
		return failure{status: http.StatusServiceUnavailable, messages: busyMessages}
	case errors.Is(err, errUnchecked):
		return failure{status: http.StatusServiceUnavailable, messages: uncheckedMessages}
	case errors.Is(err, observatory.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return failure{status: http.StatusServiceUnavailable}
	}
	return failure{status: http.StatusInternalServerError}
}

// refuse is the error of one wrong field of a query.
func refuse(field, reason string) error {
	return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: field, Reason: reason}}}
}

// problem writes a failure for machines, as RFC 9457 has it.
func problem(f failure) *answer {
	body := struct {
		Type   string                   `json:"type"`
		Title  string                   `json:"title"`
		Status int                      `json:"status"`
		Detail string                   `json:"detail"`
		Errors []observatory.FieldError `json:"errors,omitempty"`
	}{"about:blank", http.StatusText(f.status), f.status, detail(f), f.fields}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts and numbers always marshal
	}
	return &answer{status: f.status, media: typeProblem, body: text}
}

func detail(f failure) string {
	switch {
	case len(f.fields) > 0:
		return (&observatory.InvalidError{Fields: f.fields}).Error()
	case f.messages == busyMessages:
		return "other figures are being computed: try again in some seconds"
	case f.messages == uncheckedMessages:
		return "whether the token still holds cannot be looked up now: try again in some seconds"
	}
	switch f.status {
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
