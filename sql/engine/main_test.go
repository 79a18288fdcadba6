package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/sql/engine"
	"servicequality/sql/engine/enginetest"
)

// childVariable makes this test binary the engine's child process, and
// parentVariable a parent that starts an engine and waits to be killed: its
// value is the data folder and the address file, one a line.
const (
	childVariable  = "OBSERVATORY_TEST_ENGINE_CHILD"
	parentVariable = "OBSERVATORY_TEST_ENGINE_PARENT"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(engine.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	if files := os.Getenv(parentVariable); files != "" {
		os.Exit(beParent(files))
	}
	os.Exit(m.Run())
}

func beParent(files string) int {
	path, address, _ := strings.Cut(files, "\n")
	_, err := engine.Start(context.Background(), engine.Config{
		Path:     path,
		AddrFile: address,
		Command:  []string{os.Args[0]},
		Env:      []string{childVariable + "=1", parentVariable + "="},
	}, slog.Default())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Print("!")
	select {}
}

// config is that of an engine on a folder of its own.
func config(t *testing.T) engine.Config {
	t.Helper()
	return engine.Config{
		Path:    t.TempDir(),
		Library: enginetest.Library(t),
		Command: []string{os.Args[0]},
		Env:     []string{childVariable + "=1"},
	}
}

// start starts an engine that ends with the test.
func start(t *testing.T, cfg engine.Config) *engine.Engine {
	t.Helper()
	e, err := engine.Start(t.Context(), cfg, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Stop(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// dialer is the shape of Engine.DialContext.
type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// options are those with which package sql opens clickhouse-go.
func options(dial dialer, settings clickhouse.Settings) *clickhouse.Options {
	return &clickhouse.Options{
		Protocol:     clickhouse.HTTP,
		Addr:         []string{"localhost"}, // any host would do; this one is never proxied
		DialContext:  func(ctx context.Context, addr string) (net.Conn, error) { return dial(ctx, "tcp", addr) },
		MaxOpenConns: 16,
		MaxIdleConns: 16,
		Settings:     settings,
	}
}

func open(t *testing.T, dial dialer, settings clickhouse.Settings) driver.Conn {
	t.Helper()
	conn, err := clickhouse.Open(options(dial, settings))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func execute(t *testing.T, conn driver.Conn, statement string, args ...any) {
	t.Helper()
	if err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// scan returns the only value of a query's only row.
func scan[T any](t *testing.T, conn driver.Conn, statement string, args ...any) T {
	t.Helper()
	var value T
	if err := conn.QueryRow(t.Context(), statement, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return value
}
