package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Exit status of Main.
const (
	exitFailure = 1
	exitUsage   = 2
)

const (
	// drainTimeout is how long requests under way may take when the engine is
	// told to go.
	drainTimeout = 5 * time.Second
	// maxHeader bounds a request's line and header, in bytes: clickhouse-go
	// sends query parameters in the address.
	maxHeader = 16 << 20
)

// options are the flags of the child process.
type options struct {
	path, socket, library, backup string
	memory                        uint64
}

// Main is the child process, `observatory engine --path DIR --socket FILE
// --library FILE [--backup DIR] [--memory BYTES]`: it serves the data folder on
// the socket until stdin ends, and returns the exit status. It writes a line to
// stdout once it serves. A failure is one sentence on stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("engine", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.path, "path", "", "data `folder` of ClickHouse")
	flags.StringVar(&o.socket, "socket", "", "unix socket `file` to serve on")
	flags.StringVar(&o.library, "library", "", "libchdb `file`")
	flags.StringVar(&o.backup, "backup", "", "`folder` that BACKUP may write to")
	flags.Uint64Var(&o.memory, "memory", 0, "`bytes` for all queries together, 0 for half of the machine's")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	if o.path == "" || o.socket == "" || o.library == "" {
		fmt.Fprintln(stderr, "the engine needs --path, --socket and --library: `observatory serve` starts it with all three")
		return exitUsage
	}
	// A terminal's Ctrl-C and a service manager's SIGTERM reach this process
	// too, but the parent still has something to write and says when to go.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := serve(o, stdin, stdout, log); err != nil {
		fmt.Fprintf(stderr, "\n%v\n", err)
		return exitFailure
	}
	return 0
}

// serve runs the engine until stdin ends.
func serve(o options, stdin io.Reader, stdout io.Writer, log *slog.Logger) error {
	path, err := filepath.Abs(o.path)
	if err != nil {
		return fmt.Errorf("cannot find the data folder: %w", err)
	}
	o.path = path
	lock, err := lockFolder(o.path, lockWait)
	if err != nil {
		return err
	}
	defer lock.Close()
	p, err := startEngine(o, log)
	if err != nil {
		return err
	}
	defer p.close()
	spool, err := emptyFolder(filepath.Join(o.path, "documents"))
	if err != nil {
		return err
	}
	listener, err := listenSocket(o.socket)
	if err != nil {
		return err
	}
	defer os.Remove(o.socket) //nolint:errcheck // the next engine does it
	server := &http.Server{
		Handler:           &facade{pool: p, spool: spool, log: log},
		MaxHeaderBytes:    maxHeader,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelError),
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, stdin)
		ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // cuts what is left: inserts are cancelled
		}
	}()
	fmt.Fprintln(stdout, readyLine)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve the engine: %w", err)
	}
	<-drained
	return nil
}

// startEngine checks and loads libchdb, and opens the data folder.
func startEngine(o options, log *slog.Logger) (*pool, error) {
	handlers, err := newSignalTable()
	if err != nil {
		return nil, err
	}
	file, err := openChecked(o.library, filepath.Join(o.path, "engine.library"), pinned)
	if err != nil {
		return nil, err
	}
	defer file.Close() // it stays mapped
	lib, err := loadLibrary(file)
	if err != nil {
		return nil, err
	}
	upgraded, err := recordVersion(o.path, lib.version())
	if err != nil {
		return nil, err
	}
	if upgraded != "" {
		log.Warn("a newer libchdb has taken the data folder, and the older one will not read it again: keep the last backup, and take another now",
			"before", upgraded, "now", lib.version())
	}
	var p *pool
	handlers.keep(func() {
		lib.setSignals(0)
		p, err = newPool(lib, o.arguments())
	})
	return p, err
}

// arguments are the options of ClickHouse: server options, which the first
// connection decides, and settings that hold for every session.
func (o options) arguments() []string {
	const cache = 256 << 20 // bytes; ClickHouse's own default is 5 GiB each
	args := []string{
		"--path=" + o.path,
		"--mark_cache_size=" + strconv.Itoa(cache),
		"--primary_index_cache_size=" + strconv.Itoa(cache),
		"--async_insert=0",
		// The profiler works by signals, and in this process those are Go's.
		"--query_profiler_real_time_period_ns=0",
		"--query_profiler_cpu_time_period_ns=0",
	}
	if o.memory != 0 {
		args = append(args, "--max_server_memory_usage="+strconv.FormatUint(o.memory, 10))
	} else {
		args = append(args, "--max_server_memory_usage_to_ram_ratio=0.5")
	}
	if o.backup != "" {
		args = append(args, "--backups.allowed_path="+o.backup)
	}
	return args
}

// emptyFolder makes a folder and removes what a killed predecessor left in it.
func emptyFolder(path string) (string, error) {
	err := os.RemoveAll(path)
	if err == nil {
		err = os.Mkdir(path, 0o700)
	}
	if err != nil {
		return "", fmt.Errorf("cannot make the folder of documents: %w", err)
	}
	return path, nil
}
