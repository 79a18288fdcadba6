package engine

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// answer writes an HTTP response which may fail after its first byte.
type answer struct {
	http.ResponseWriter
	tag     string
	started bool
}

// newAnswer announces the tag that tells an exception in the body from data.
func newAnswer(w http.ResponseWriter, format string) *answer {
	a := &answer{ResponseWriter: w, tag: rand.Text()[:16]}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-ClickHouse-Format", format)
	w.Header().Set("X-ClickHouse-Exception-Tag", a.tag)
	return a
}

// Write writes a part of the body.
func (a *answer) Write(b []byte) (int, error) {
	a.started = true
	return a.ResponseWriter.Write(b)
}

// fail ends the answer with an error. Once the body has begun, that is
// ClickHouse's exception frame and then a connection cut short: a reader which
// does not know the frame must not take the body for whole.
func (a *answer) fail(err error) {
	var cut *cutError
	if errors.As(err, &cut) {
		panic(http.ErrAbortHandler) // nobody is there to read an answer
	}
	if !a.started {
		fail(a.ResponseWriter, err)
		return
	}
	text := err.Error()
	_, _ = fmt.Fprintf(a.ResponseWriter, "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", a.tag, text, len(text)+1, a.tag)
	_ = http.NewResponseController(a.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

// fail writes an error as the whole answer: the engine's with its code.
func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var (
		thrown  *exception
		refused *refusal
	)
	switch {
	case errors.As(err, &thrown):
		status = thrown.status()
		w.Header().Set("X-ClickHouse-Exception-Code", strconv.Itoa(thrown.code))
	case errors.As(err, &refused):
		status = refused.status
	}
	w.Header().Del("Content-Length")
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, err.Error()+"\n")
}
