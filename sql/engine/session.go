package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unsafe"
)

// session is one connection to the engine inside this process, with settings,
// a current database and temporary tables of its own. It runs one statement at
// a time.
type session struct {
	lib  *library
	root unsafe.Pointer // what chdb_connect returned; to be closed
	conn unsafe.Pointer // the handle in it; to be passed
}

// openSession connects. The first session of a process decides the server
// options among args, and closing the last shuts the engine down.
func openSession(lib *library, args []string) (*session, error) {
	var p parameters // only for its pinning
	defer p.free()
	argv := []*byte{p.pin("clickhouse")}
	for _, arg := range args {
		argv = append(argv, p.pin(arg))
	}
	root := lib.connect(int32(len(argv)), pointer(argv))
	if root == nil {
		return nil, errors.New("libchdb refused a connection, its reason stands in the line above")
	}
	return &session{lib: lib, root: root, conn: *(*unsafe.Pointer)(root)}, nil
}

func (s *session) close() { s.lib.closeConn(s.root) }

// prepare applies what a request asked for beside its statement.
func (s *session) prepare(database string, settings []setting) error {
	if database != "" {
		if _, err := s.query(statement{text: "USE " + identifier(database), format: "Null"}); err != nil {
			return err
		}
	}
	if len(settings) == 0 {
		return nil
	}
	assignments := make([]string, len(settings))
	for i, set := range settings {
		assignments[i] = set.name + " = " + literal(set.value)
	}
	_, err := s.query(statement{text: "SET " + strings.Join(assignments, ", "), format: "Null"})
	return err
}

// query runs a statement and returns its whole answer.
func (s *session) query(st statement) ([]byte, error) {
	p := newParameters(st.params)
	defer p.free()
	names, nameLens, values, valueLens, count := p.pointers()
	r := s.lib.query(s.conn, st.text, uintptr(len(st.text)), st.format, uintptr(len(st.format)), names, nameLens, values, valueLens, count)
	defer s.lib.resultDestroy(r)
	answer, err := s.lib.result(r)
	return bytes.Clone(answer), err
}

// stream runs a SELECT and writes its answer block by block. When that fails,
// because the client went away, the query is cancelled.
func (s *session) stream(st statement, w io.Writer) error {
	p := newParameters(st.params)
	defer p.free()
	names, nameLens, values, valueLens, count := p.pointers()
	stream := s.lib.stream(s.conn, st.text, uintptr(len(st.text)), st.format, uintptr(len(st.format)), names, nameLens, values, valueLens, count)
	defer s.lib.resultDestroy(stream)
	if _, err := s.lib.result(stream); err != nil {
		return err
	}
	for {
		more, err := s.copyBlock(stream, w)
		if !more {
			return err
		}
		if err != nil {
			s.lib.cancelQuery(s.conn, stream)
			return err
		}
	}
}

// copyBlock writes the next block of a stream; more is false after the last and
// after the engine's own failure.
func (s *session) copyBlock(stream unsafe.Pointer, w io.Writer) (more bool, err error) {
	r := s.lib.fetch(s.conn, stream)
	if r == nil {
		return false, nil
	}
	defer s.lib.resultDestroy(r)
	block, err := s.lib.result(r)
	if err != nil || len(block) == 0 {
		return false, err
	}
	_, err = w.Write(block)
	return true, err
}

// insert feeds body to an INSERT. Rows are stored when body ends with io.EOF
// only: whatever else ends it, a client that went away above all, cancels the
// insert and is returned as a *cutError.
func (s *session) insert(st statement, body io.Reader) error {
	p := newParameters(st.params)
	defer p.free()
	names, nameLens, values, valueLens, count := p.pointers()
	stream := s.lib.insert(s.conn, st.text, uintptr(len(st.text)), st.format, uintptr(len(st.format)), names, nameLens, values, valueLens, count)
	defer s.lib.insertDestroy(stream)
	err := s.feed(stream, body)
	if err != nil {
		s.cancelInsert(stream)
		return err
	}
	r := s.lib.insertDone(stream)
	defer s.lib.resultDestroy(r)
	_, err = s.lib.result(r)
	return err
}

// feed copies body into an insert stream.
func (s *session) feed(stream unsafe.Pointer, body io.Reader) error {
	if text := s.lib.insertError(stream); text != "" {
		return newException(text)
	}
	buf := make([]byte, 256<<10)
	total := 0
	for {
		n, err := body.Read(buf)
		total += n
		if n > 0 && s.lib.insertAppend(stream, pointer(buf), uintptr(n)) != 0 {
			return newException(s.lib.insertError(stream))
		}
		switch {
		case err == io.EOF && total == 0:
			// clickhouse-go ends the body early and cleanly when it cannot
			// encode a batch: nothing must not count as stored.
			return newException("Code: 108. DB::Exception: No data to insert. (NO_DATA_TO_INSERT)")
		case err == io.EOF:
			return nil
		case err != nil:
			return &cutError{err}
		}
	}
}

// cancelInsert gives an insert up. The engine forgets it with the next
// statement of its session; until then a DROP of the table would wait for it.
func (s *session) cancelInsert(stream unsafe.Pointer) {
	s.lib.insertCancel(stream)
	// Its answer does not matter: the session is closed after this request.
	_, _ = s.query(statement{text: "SELECT 1", format: "Null"})
}

// reads says whether a statement only reads, and that it is a single one.
func (s *session) reads(text string) (bool, error) {
	a := analysis{size: uint32(unsafe.Sizeof(analysis{}))}
	if s.lib.classify(s.conn, text, uintptr(len(text)), nil, 0, &a) != 0 {
		return false, errors.New("libchdb cannot classify the statement")
	}
	if a.statements > 1 {
		return false, newException("Code: 62. DB::Exception: Syntax error: one statement a request, please. (SYNTAX_ERROR)")
	}
	return a.class == 0, nil
}

// cutError is the error with which an insert's body ended.
type cutError struct{ err error }

func (e *cutError) Error() string { return fmt.Sprintf("the body was cut: %v", e.err) }
func (e *cutError) Unwrap() error { return e.err }

var escaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "`", "\\`")

// literal quotes a text as a ClickHouse string.
func literal(text string) string { return "'" + escaper.Replace(text) + "'" }

// identifier quotes a name.
func identifier(name string) string { return "`" + escaper.Replace(name) + "`" }
