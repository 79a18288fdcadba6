package engine

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
)

// maxDrain bounds how much of a refused insert's body is read, in bytes: a
// client that still writes would see a broken pipe rather than the reason.
const maxDrain = 64 << 20

// facade serves ClickHouse's HTTP interface.
type facade struct {
	pool  *pool
	spool string // folder of documents on their way
	log   *slog.Logger
}

// ServeHTTP answers one statement.
func (f *facade) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/ping" {
		_, _ = io.WriteString(w, "Ok.\n")
		return
	}
	st, err := readStatement(r)
	a := newAnswer(w, st.format)
	if err != nil {
		a.fail(err)
		return
	}
	s, err := f.pool.acquire(r.Context())
	if err != nil {
		a.fail(err)
		return
	}
	defer f.pool.release(s)
	if err = s.prepare(st.database, st.settings); err == nil {
		err = f.run(a, r, s, st)
	}
	if err != nil {
		if st.insert {
			_, _ = io.CopyN(io.Discard, r.Body, maxDrain)
		}
		a.fail(err)
	}
}

// run runs a statement in the way that fits its kind and format.
func (f *facade) run(a *answer, r *http.Request, s *session, st statement) error {
	if st.insert {
		return s.insert(st, r.Body)
	}
	if isHello(st.text) {
		return hello(a, s, st, r.URL.Query().Get("client_protocol_version"))
	}
	reads, err := s.reads(st.text)
	if err != nil {
		return err
	}
	if !reads || !selects.MatchString(st.text) {
		return whole(a, s, st)
	}
	st.chooseFormat()
	switch {
	case isStreamed(st.format):
		return s.stream(st, a)
	case st.format == "Null":
		return whole(a, s, st)
	}
	return f.document(a, s, st)
}

// isStreamed says whether a format has neither header nor footer: the engine
// formats every block of a stream as a document of its own.
func isStreamed(format string) bool {
	switch format {
	case "Native", "CSV", "TSV", "TabSeparated", "JSONEachRow", "RowBinary":
		return true
	}
	return false
}

// whole runs a statement and writes its answer in one piece.
func whole(a *answer, s *session, st statement) error {
	body, err := s.query(st)
	if err != nil || len(body) == 0 {
		return err
	}
	a.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err = a.Write(body)
	return err
}

// document has the engine write a SELECT to a file, in bounded memory, and
// sends that.
func (f *facade) document(a *answer, s *session, st statement) error {
	path := filepath.Join(f.spool, rand.Text())
	defer func() {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			f.log.Error("cannot remove a sent document", "error", err)
		}
	}()
	st.text = fmt.Sprintf("INSERT INTO FUNCTION file(%s, %s) %s", literal(path), literal(st.format), st.text)
	if _, err := s.query(st); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot open the document: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("cannot measure the document: %w", err)
	}
	a.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if _, err = io.Copy(a, file); err != nil {
		return fmt.Errorf("cannot send the document: %w", err)
	}
	return nil
}
