package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// errNotJSON is a body of a type that is not JSON where nothing else is read.
var errNotJSON = errors.New("the body must be application/json, or text/plain that holds JSON")

// readJSON reads a body of at most so many bytes that is one JSON value with
// known fields. Its error wraps errNotJSON, is an *http.MaxBytesError, wraps
// errIncomplete, or is an *observatory.InvalidError.
func readJSON(ctx *gin.Context, most int64, into any) error {
	if f, err := formOf(ctx.GetHeader("Content-Type")); err != nil || f != formJSON {
		return errNotJSON
	}
	var body bytes.Buffer
	if err := readBody(ctx.Writer, ctx.Request, &body, most); err != nil {
		return err
	}
	return parseStrictly(body.Bytes(), into)
}

// parseStrictly reads one JSON value, and nothing after it.
func parseStrictly(body []byte, into any) error {
	if !utf8.Valid(body) {
		return invalidBody("must be UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return invalidBody("must be JSON with the fields of the documentation and no others")
	}
	if len(bytes.TrimLeft(body[decoder.InputOffset():], " \t\r\n")) > 0 {
		return invalidBody("must be one JSON value, and nothing after it")
	}
	return refuseRepeated(body)
}
