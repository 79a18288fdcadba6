package engine

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxStatement bounds the text of a statement in a request's body, in bytes.
// The data of an INSERT … FORMAT is no part of it.
const maxStatement = 64 << 20

// statement is what one request asks for.
type statement struct {
	text     string
	format   string            // of the answer; of the body when insert
	insert   bool              // INSERT … FORMAT: the rows are the request's body
	params   map[string]string // of {name:Type} placeholders
	database string
	settings []setting // sorted by name
}

// setting is one ClickHouse setting, for one statement.
type setting struct{ name, value string }

// refusal is a request that the facade does not serve.
type refusal struct {
	status int
	reason string
}

func (r *refusal) Error() string { return r.reason }

// Names and clauses in a request. Comments may stand before the first word. Of
// the statements that only read, selects are those which libchdb can stream;
// SHOW, DESCRIBE, EXPLAIN and their like are not.
var (
	selects      = regexp.MustCompile(`(?is)^(?:[\s(]|--[^\n]*\n|/\*.*?\*/)*(?:SELECT|WITH)\b`)
	insertFormat = regexp.MustCompile(`(?is)^((?:\s|--[^\n]*\n|/\*.*?\*/)*INSERT\s.*?)\s+FORMAT\s+(\w+)\s*;?\s*$`)
	inlineBinary = regexp.MustCompile(`(?is)^\s*INSERT\s[^']*\sFORMAT\s+(?:Native|RowBinary\w*)\s`)
	lastFormat   = regexp.MustCompile(`(?is)^(.*\S)\s+FORMAT\s+(\w+)\s*;?\s*$`)
	formatName   = regexp.MustCompile(`^\w+$`)
	settingName  = regexp.MustCompile(`^[A-Za-z_]\w*$`)
)

// isTransport says whether a URL parameter is no setting and changes nothing
// here: there are no users, and an answer that fails half-way is cut anyway.
func isTransport(name string) bool {
	switch name {
	case "query", "database", "default_format", "query_id", "client_protocol_version",
		"compress", "decompress", "user", "password", "role", "quota_key",
		"buffer_size", "wait_end_of_query", "stacktrace", "close_session":
		return true
	}
	return false
}

// readStatement reads a request in ClickHouse's HTTP form: the statement is the
// parameter query followed by the body, unless query is INSERT … FORMAT, whose
// body is left unread.
func readStatement(r *http.Request) (statement, error) {
	values := r.URL.Query()
	if err := refuse(r, values); err != nil {
		return statement{}, err
	}
	st := statement{
		text:     values.Get("query"),
		format:   values.Get("default_format"),
		database: values.Get("database"),
		params:   map[string]string{},
	}
	if st.format == "" {
		st.format = "TabSeparated"
	}
	for name := range values {
		value := values.Get(name)
		if param, ok := strings.CutPrefix(name, "param_"); ok {
			st.params[param] = value
		} else if !isTransport(name) {
			st.settings = append(st.settings, setting{name, value})
		}
	}
	slices.SortFunc(st.settings, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	if m := insertFormat.FindStringSubmatch(st.text); m != nil {
		st.text, st.format, st.insert = m[1], m[2], true
		return st, nil
	}
	return st, st.readBody(r)
}

// readBody completes a statement whose text, or the rest of it, is the body.
func (st *statement) readBody(r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxStatement))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the statement is longer than %d bytes", maxStatement)}
	}
	if err != nil {
		return &cutError{err}
	}
	st.text = strings.TrimSpace(st.text + "\n" + string(body))
	if st.text == "" {
		return &refusal{http.StatusBadRequest, "the statement is empty"}
	}
	if inlineBinary.MatchString(st.text) {
		return &refusal{http.StatusBadRequest, "binary rows cannot follow their statement: send INSERT … FORMAT as the parameter query and the rows as the body"}
	}
	return nil
}

// chooseFormat lets the FORMAT clause of a SELECT win over default_format.
func (st *statement) chooseFormat() {
	if m := lastFormat.FindStringSubmatch(st.text); m != nil {
		st.text, st.format = m[1], m[2]
	}
}

// refuse names what the facade does not do, rather than doing half of it.
func refuse(r *http.Request, values url.Values) error {
	encoding := r.Header.Get("Content-Encoding")
	switch {
	case encoding != "" && encoding != "identity":
		return &refusal{http.StatusUnsupportedMediaType, "the embedded ClickHouse takes no compressed bodies: open it with compression none"}
	case isTrue(values.Get("compress")), isTrue(values.Get("decompress")):
		return &refusal{http.StatusBadRequest, "the embedded ClickHouse does not compress blocks: open it with compression none"}
	case strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/"):
		return &refusal{http.StatusUnsupportedMediaType, "the embedded ClickHouse takes no external tables"}
	case values.Has("session_id"):
		return &refusal{http.StatusBadRequest, "the embedded ClickHouse keeps no session between requests"}
	case values.Has("default_format") && !formatName.MatchString(values.Get("default_format")):
		return &refusal{http.StatusBadRequest, "default_format is not the name of a format"}
	}
	for name := range values {
		if !settingName.MatchString(name) {
			return &refusal{http.StatusBadRequest, fmt.Sprintf("%q is not the name of a setting or parameter", name)}
		}
	}
	return nil
}

func isTrue(value string) bool { return value == "1" || value == "true" }
