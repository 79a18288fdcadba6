package collector

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// form is how the fields of a submission are written.
type form int

const (
	formJSON form = iota
	formURL
)

var errMediaType = errors.New("the body must be application/json, text/plain that holds JSON, or application/x-www-form-urlencoded")

// formOf tells the form from a Content-Type.
func formOf(contentType string) (form, error) {
	media := contentType
	if media != "application/json" {
		media, _, _ = mime.ParseMediaType(contentType)
	}
	switch media {
	case "application/json", "text/plain":
		return formJSON, nil
	case "application/x-www-form-urlencoded":
		return formURL, nil
	}
	return 0, errMediaType
}

// errIncomplete wraps what stopped a body before its end.
var errIncomplete = errors.New("the body did not arrive whole")

// readBody reads the body into the buffer. It returns an *http.MaxBytesError
// when it has more than most bytes.
func readBody(w http.ResponseWriter, r *http.Request, into *bytes.Buffer, most int64) error {
	if r.ContentLength > most {
		return &http.MaxBytesError{Limit: most}
	}
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		return fmt.Errorf("%w: %w", errIncomplete, err)
	}
	return err
}

// parseBody reads a submission. Its error is an *observatory.InvalidError that
// names every wrong field; when some fields cannot even be read, those among the
// others that Validate refuses are named too.
func parseBody(body []byte, f form) (rating.Submission, error) {
	if !utf8.Valid(body) {
		return rating.Submission{}, invalidBody("must be UTF-8")
	}
	parse := parseJSON
	if f == formURL {
		parse = parseForm
	}
	s, err := parse(body)
	var unread, wrong *observatory.InvalidError
	if !errors.As(err, &unread) || unread.Fields[0].Field == bodyField || !errors.As(validate(&s), &wrong) {
		return s, err
	}
	all := unread.Fields
	for _, f := range wrong.Fields {
		within := func(b observatory.FieldError) bool { return strings.HasPrefix(f.Field, b.Field) }
		if !slices.ContainsFunc(unread.Fields, within) {
			all = append(all, f)
		}
	}
	return s, &observatory.InvalidError{Fields: all}
}

// bodyField stands for the body as a whole where a field is named.
const bodyField = "body"

func invalidBody(reason string) error {
	return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: bodyField, Reason: reason}}}
}

// parseForm reads a submission from the fields of an HTML form.
func parseForm(body []byte) (rating.Submission, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return rating.Submission{}, invalidBody("must be the fields of a form, percent-encoded")
	}
	for _, field := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(values[field], invalidUTF8) && !invalidUTF8(field) {
			continue
		}
		return rating.Submission{}, invalidBody("must be UTF-8 once it is decoded")
	}
	return rating.ParseSubmission(values)
}

func invalidUTF8(s string) bool { return !utf8.ValidString(s) }
