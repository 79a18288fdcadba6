package engine_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"servicequality/sql/engine"
)

func dataFolder(t *testing.T, conn driver.Conn) string {
	t.Helper()
	return scan[string](t, conn, "SELECT value FROM system.server_settings WHERE name = 'path'")
}

// TestKill kills the engine again and again in the midst of inserts: whatever
// was acknowledged is there afterwards.
func TestKill(t *testing.T) {
	const writers, kills, between = 4, 3, 25
	e := start(t, config(t))
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE kept (batch UInt64, n UInt64) ENGINE = MergeTree ORDER BY (batch, n)")
	var sent, acknowledged atomic.Uint64
	var group errgroup.Group
	kept := make([][]uint64, writers)
	for w := range writers {
		group.Go(func() error {
			for acknowledged.Load() < (kills+1)*between {
				batch := sent.Add(1)
				if insertBatch(t.Context(), conn, batch) != nil {
					continue // outcome unknown, the journal's business
				}
				kept[w] = append(kept[w], batch)
				if n := acknowledged.Add(1); n%between == 0 && n <= kills*between {
					if err := e.Kill(); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := e.Generation(); got < 2 || got > kills+1 {
		t.Errorf("after %d kills this is generation %d", kills, got)
	}
	for _, batches := range kept {
		for _, batch := range batches {
			if got := scan[uint64](t, conn, "SELECT count() FROM kept WHERE batch = {b:UInt64}", clickhouse.Named("b", batch)); got != batchRows {
				t.Errorf("of batch %d, acknowledged, %d rows are left", batch, got)
			}
		}
	}
}

const batchRows = 1000

func insertBatch(ctx context.Context, conn driver.Conn, number uint64) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO kept (batch, n)")
	if err != nil {
		return err
	}
	for n := range uint64(batchRows) {
		if err := batch.Append(number, n); err != nil {
			return err
		}
	}
	return batch.Send()
}

func TestRestart(t *testing.T) {
	e := start(t, config(t))
	conn := open(t, e.DialContext, nil)
	if got := scan[uint8](t, conn, "SELECT 1"); got != 1 || e.Generation() != 1 {
		t.Fatalf("got %d in generation %d", got, e.Generation())
	}
	first := e.Pid()
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for e.Generation() == 1 { // go test's own timeout ends this if it must
		_ = conn.Ping(t.Context())
	}
	if got := scan[uint8](t, conn, "SELECT 1"); got != 1 || e.Pid() == first {
		t.Errorf("got %d from process %d", got, e.Pid())
	}
	// Ctrl-C and a service manager's SIGTERM reach the child too.
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		if err := syscall.Kill(e.Pid(), signal); err != nil {
			t.Fatal(err)
		}
		if got := scan[uint8](t, conn, "SELECT 1"); got != 1 || e.Generation() != 2 {
			t.Errorf("after %s: got %d in generation %d", signal, got, e.Generation())
		}
	}
}

func TestAttachAndStop(t *testing.T) {
	cfg := config(t)
	cfg.AddrFile = filepath.Join(t.TempDir(), "run", "engine.addr")
	if _, ok := engine.Attach(cfg.AddrFile); ok {
		t.Fatal("attached to nothing")
	}
	e := start(t, cfg)
	execute(t, open(t, e.DialContext, nil), "CREATE TABLE seen (n UInt64) ENGINE = MergeTree ORDER BY n")
	dial, ok := engine.Attach(cfg.AddrFile)
	if !ok {
		t.Fatal("cannot attach to a running engine")
	}
	if got := scan[uint64](t, open(t, dial, nil), "SELECT count() FROM system.tables WHERE name = 'seen'"); got != 1 {
		t.Errorf("attached to another engine")
	}
	address, err := os.ReadFile(cfg.AddrFile)
	if err != nil {
		t.Fatal(err)
	}
	pid := e.Pid()
	if err := e.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
		t.Errorf("the child is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(cfg.Path, "engine.sock")); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
	if _, err := e.DialContext(t.Context(), "", ""); err == nil {
		t.Error("dialled a stopped engine")
	}
	if err := os.WriteFile(cfg.AddrFile, address, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := engine.Attach(cfg.AddrFile); ok {
		t.Error("attached to a stale address")
	}
}

func TestBackup(t *testing.T) {
	cfg := config(t)
	cfg.Backup = filepath.Join(t.TempDir(), "backup")
	cfg.MaxMemory = 1 << 30
	conn := open(t, start(t, cfg).DialContext, nil)
	execute(t, conn, "CREATE DATABASE d")
	execute(t, conn, "CREATE TABLE d.t (n UInt64) ENGINE = MergeTree ORDER BY n")
	execute(t, conn, "INSERT INTO d.t SELECT number FROM numbers(1000)")
	archive := filepath.Join(cfg.Backup, "d.tar") // libchdb is built without zip
	execute(t, conn, "BACKUP DATABASE d TO File('"+archive+"')")
	execute(t, conn, "DROP DATABASE d SYNC")
	execute(t, conn, "RESTORE DATABASE d FROM File('"+archive+"')")
	if got := scan[uint64](t, conn, "SELECT count() FROM d.t"); got != 1000 {
		t.Errorf("restored %d rows of 1000", got)
	}
	if err := conn.Exec(t.Context(), "BACKUP DATABASE d TO File('"+filepath.Join(t.TempDir(), "x.tar")+"')"); err == nil {
		t.Error("a backup went elsewhere than allowed")
	}
	if got := scan[string](t, conn, "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'"); got != "1073741824" {
		t.Errorf("the memory limit is %s", got)
	}
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	silent := slog.New(slog.DiscardHandler)
	for _, test := range []struct {
		name string
		cfg  func(t *testing.T) engine.Config
		want string
	}{
		{"a missing library", func(t *testing.T) engine.Config {
			return engine.Config{Path: t.TempDir(), Library: filepath.Join(t.TempDir(), "libchdb.so")}
		}, "make build"},
		{"another file than the pinned one", func(t *testing.T) engine.Config {
			cfg := config(t)
			cfg.Library = os.Args[0]
			return cfg
		}, "is not the libchdb that this program was made for"},
		{"an older library", func(t *testing.T) engine.Config {
			cfg := config(t)
			if err := os.WriteFile(filepath.Join(cfg.Path, "engine.version"), []byte("99.1.0\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return cfg
		}, "was written by libchdb 99.1.0"},
		{"a folder that another process uses", func(t *testing.T) engine.Config {
			cfg := config(t)
			running := start(t, cfg)
			t.Cleanup(func() { // it has kept its socket
				if conn, err := running.DialContext(context.Background(), "", ""); err != nil {
					t.Error(err)
				} else {
					_ = conn.Close()
				}
			})
			return cfg
		}, "is in use by another process: stop it or choose another --data"},
		{"no folder", func(t *testing.T) engine.Config {
			cfg := config(t)
			cfg.Path = ""
			return cfg
		}, "needs a data folder"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e, err := engine.Start(t.Context(), test.cfg(t), silent)
			if err == nil {
				_ = e.Stop()
				t.Fatal("it started")
			}
			if text := err.Error(); !strings.Contains(text, test.want) || strings.Contains(text, "\n") {
				t.Errorf("want one sentence with %q, got %q", test.want, text)
			}
		})
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	cfg := config(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e, err := engine.Start(ctx, cfg, slog.New(slog.DiscardHandler)); err == nil {
		_ = e.Stop()
		t.Fatal("it started")
	}
	start(t, cfg) // the folder is free again
}

// TestParentDies has a parent process killed: its engine must not outlive it,
// and a successor takes the folder over.
func TestParentDies(t *testing.T) {
	cfg := config(t)
	cfg.AddrFile = filepath.Join(t.TempDir(), "engine.addr")
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVariable+"="+cfg.Path+"\n"+cfg.AddrFile, engine.LibraryVariable+"="+cfg.Library)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make([]byte, 1)
	_, err = out.Read(ready)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	if err != nil {
		t.Fatalf("the parent did not start its engine: %v", err)
	}
	if _, err := os.Stat(filepath.Join(cfg.Path, "engine.sock")); err != nil {
		t.Fatalf("the dead parent left no socket for its successor to replace: %v", err)
	}
	start(t, cfg)
}

// TestLongPaths: no folder is too deep for the engine's socket, of which the
// system takes 107 bytes.
func TestLongPaths(t *testing.T) {
	cfg := config(t)
	deep := filepath.Join(t.TempDir(), strings.Repeat("d", 200))
	cfg.Socket, cfg.AddrFile = filepath.Join(deep, "run", "engine.sock"), filepath.Join(deep, "run", "engine.addr")
	e := start(t, cfg)
	if got := scan[uint8](t, open(t, e.DialContext, nil), "SELECT 1"); got != 1 {
		t.Errorf("the engine answered %d", got)
	}
	if info, err := os.Stat(cfg.Socket); err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	dial, ok := engine.Attach(cfg.AddrFile)
	if !ok {
		t.Fatal("cannot attach")
	}
	if got := scan[uint8](t, open(t, dial, nil), "SELECT 2"); got != 2 {
		t.Errorf("the engine answered %d", got)
	}
}

// TestAttachElsewhere: the data folder may be mounted at another path for who
// attaches.
func TestAttachElsewhere(t *testing.T) {
	cfg := config(t)
	run := t.TempDir()
	cfg.Socket, cfg.AddrFile = filepath.Join(run, "engine.sock"), filepath.Join(run, "engine.addr")
	start(t, cfg)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Symlink(run, elsewhere); err != nil {
		t.Fatal(err)
	}
	t.Chdir(elsewhere)
	if text, err := os.ReadFile("engine.addr"); err != nil || string(text) != "engine.sock\n" {
		t.Errorf("the address is %q, %v", text, err)
	}
	if _, ok := engine.Attach("engine.addr"); !ok {
		t.Error("cannot attach")
	}
}
