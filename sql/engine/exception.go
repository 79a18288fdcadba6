package engine

import (
	"cmp"
	"net/http"
	"regexp"
	"strconv"
)

// exception is an error of ClickHouse, with its own code and text.
type exception struct {
	code int
	text string
}

func (e *exception) Error() string { return e.text }

var exceptionCode = regexp.MustCompile(`Code: (\d+)\.`)

// newException reads the text of an exception, such as
// "Code: 47. DB::Exception: Unknown identifier … (UNKNOWN_IDENTIFIER)".
func newException(text string) *exception {
	e := &exception{code: 1002, text: cmp.Or(text, "Code: 1002. DB::Exception: libchdb gave no reason. (UNKNOWN_EXCEPTION)")}
	if m := exceptionCode.FindStringSubmatch(text); m != nil {
		if code, err := strconv.Atoi(m[1]); err == nil && code > 0 {
			e.code = code
		}
	}
	return e
}

// status is the HTTP status of an exception, as ClickHouse's own HTTP interface
// has it for errors of the statement and for unknown names.
func (e *exception) status() int {
	switch e.code {
	case 6, 26, 27, 32, 38, 41, 43, 53, 62, 69, 70, 72, 108, 117, 130, 131, 456, 457:
		return http.StatusBadRequest
	case 46, 47, 50, 56, 60, 63, 73, 81, 115:
		return http.StatusNotFound
	}
	return http.StatusInternalServerError
}
