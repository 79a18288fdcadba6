// Package sqltest gives a test a migrated, throw-away database on the real
// embedded ClickHouse. One engine serves all tests of a test binary; each test
// has a database of its own.
package sqltest

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"servicequality/sql"
	"servicequality/sql/engine"
	"servicequality/sql/engine/enginetest"
)

// childVariable makes the test binary the engine's child process.
const childVariable = "OBSERVATORY_TEST_ENGINE_CHILD"

// shared is the engine of this test binary, started by the first test that
// needs it.
var shared struct {
	once   sync.Once
	engine *engine.Engine
	err    error
	count  atomic.Uint64
}

// Main is for TestMain: os.Exit(sqltest.Main(m)). It runs the tests, or the
// engine's child process when this binary was started as one.
func Main(m *testing.M) int {
	if os.Getenv(childVariable) != "" {
		return engine.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	}
	folder, err := os.MkdirTemp("", "observatory-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	folderOf = folder
	status := m.Run()
	if shared.engine != nil {
		if err := shared.engine.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return status
}

// folderOf is where the engine keeps its data, set by Main.
var folderOf string

// Config is the configuration of an engine whose child is this test binary,
// for tests that want one of their own to kill. Without libchdb the test is
// skipped, and fails when the variable CI is set.
func Config(t testing.TB, path string) engine.Config {
	t.Helper()
	return engine.Config{
		Path: path, Library: enginetest.Library(t),
		Command: []string{os.Args[0]}, Env: []string{childVariable + "=1"},
	}
}

// Open returns a migrated database that only this test uses.
func Open(t testing.TB) *sql.Store {
	t.Helper()
	if folderOf == "" {
		t.Fatal("the test's package needs func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }")
	}
	cfg := Config(t, folderOf)
	shared.once.Do(func() {
		shared.engine, shared.err = engine.Start(t.Context(), cfg, slog.New(slog.DiscardHandler))
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return OpenOn(t, shared.engine)
}

// Query returns what the tests' engine answers, in the format that the query
// asks for: for what no method of the store reads. A test must have called Open.
func Query(t testing.TB, query string) []byte {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: shared.engine.DialContext}}
	defer client.CloseIdleConnections()
	answer, err := client.Post("http://engine/", "text/plain", strings.NewReader(query))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", query, body, err)
	}
	return body
}

// OpenOn returns a migrated database of this test's own on the engine.
func OpenOn(t testing.TB, e *engine.Engine) *sql.Store {
	t.Helper()
	name := fmt.Sprintf("%s_%d", strings.ToLower(strings.NewReplacer("/", "_", "#", "_").Replace(t.Name())), shared.count.Add(1))
	store, err := sql.Open(t.Context(), sql.Config{Dial: e.DialContext, Database: name, Generation: e.Generation})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}
