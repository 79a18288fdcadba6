// Package engine runs the embedded ClickHouse: libchdb, ClickHouse as a shared
// library, loaded by a child process that serves ClickHouse's own HTTP
// interface on a unix socket.
//
// The parent side is Start: it starts the child (the same binary, see Main),
// waits until it answers, restarts it when it dies and stops it with Stop.
// clickhouse-go connects through Engine.DialContext with its HTTP protocol and
// no compression, and cannot tell the embedded engine from a server. A crash of
// the engine therefore takes nothing else down, and the child never outlives
// its parent: it exits when its standard input closes.
//
// The child side is a facade over libchdb's C functions, bound without cgo.
// Every request gets a session of its own, so that nothing that a request sets
// (settings, database, temporary tables) is seen by another.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Config says where an embedded engine keeps its data and how it is started.
type Config struct {
	// Path is ClickHouse's data folder, made when missing.
	Path string
	// Library is the libchdb file; empty means that Find looks it up.
	Library string
	// Command is the child's argument vector, to which Start appends its
	// flags; nil means this program's own "engine" sub-command. Whatever it
	// names must end in Main.
	Command []string
	// Env is added to this process's environment for the child.
	Env []string
	// Backup is the only folder that BACKUP may write to and RESTORE may read
	// from, made when missing; empty allows neither.
	Backup string
	// MaxMemory bounds the memory of all queries together, in bytes; 0 means
	// half of the machine's.
	MaxMemory uint64
	// Socket is the unix socket that the engine serves on, which belongs to Path
	// alone; its folder is made when missing, and its path may be of any length.
	// Empty means engine.sock in Path.
	Socket string
	// AddrFile is where the socket's address is written for Attach while the
	// engine runs; empty means nowhere.
	AddrFile string
}

// Times which the supervisor keeps. A data folder that is still locked by a
// dying predecessor is waited for by the child, see lockWait.
const (
	startTimeout = lockWait + 50*time.Second // loading on a slow disk, replaying a large folder
	stopTimeout  = drainTimeout + 5*time.Second
	dialTimeout  = 5 * time.Second // a dial during a restart waits as long
)

// ErrStopped is returned by an engine that was stopped.
var ErrStopped = errors.New("the embedded ClickHouse was stopped")

// Engine is a running embedded ClickHouse. Its methods may be called from any
// goroutine.
type Engine struct {
	cfg Config
	log *slog.Logger

	stop context.CancelFunc // asks the supervisor to stop the child
	done chan struct{}      // closed when the supervisor has ended

	// announced is set when the address is this engine's to take back.
	announced bool

	mu         sync.Mutex
	up         chan struct{} // closed while the engine answers
	child      *child
	generation uint64
}

// Start starts the engine and returns once it answers queries, or once ctx is
// done; after that ctx has no effect, Stop ends the engine. A data folder which
// another process uses is waited for, for 10 seconds. Errors are sentences that
// say what to do.
func Start(ctx context.Context, cfg Config, log *slog.Logger) (*Engine, error) {
	cfg, err := cfg.resolve()
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.Background())
	e := &Engine{
		cfg:  cfg,
		log:  log,
		stop: stop,
		done: make(chan struct{}),
		up:   make(chan struct{}),
	}
	first := make(chan error, 1)
	go e.supervise(running, first)
	select {
	case err = <-first:
	case <-ctx.Done():
		err = fmt.Errorf("cannot start the embedded ClickHouse: %w", ctx.Err())
	}
	if err == nil {
		e.announced = true
		err = writeAddr(cfg.AddrFile, cfg.Socket)
	}
	if err != nil {
		return nil, errors.Join(err, e.Stop())
	}
	return e, nil
}

// resolve fills in the defaults and makes the folders.
func (cfg Config) resolve() (Config, error) {
	var err error
	if cfg.Library, err = Find(cfg.Library); err != nil {
		return cfg, err
	}
	if cfg.Path == "" {
		return cfg, errors.New("the embedded ClickHouse needs a data folder")
	}
	if cfg.Socket == "" {
		cfg.Socket = filepath.Join(cfg.Path, "engine.sock")
	}
	for _, path := range []*string{&cfg.Path, &cfg.Backup, &cfg.Socket} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return cfg, fmt.Errorf("cannot find a folder of the embedded ClickHouse: %w", err)
		}
	}
	for _, folder := range []string{cfg.Path, cfg.Backup, filepath.Dir(cfg.Socket)} {
		if folder == "" {
			continue
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return cfg, fmt.Errorf("cannot make a folder of the embedded ClickHouse: %w", err)
		}
	}
	if cfg.Command == nil {
		binary, err := os.Executable()
		if err != nil {
			return cfg, fmt.Errorf("cannot find this program's own file: %w", err)
		}
		cfg.Command = []string{binary, "engine"}
	}
	return cfg, nil
}

// Stop ends the engine: queries under way have 5 seconds, then the child is
// told to go, then killed. It returns when the child is gone; a second call
// does nothing.
func (e *Engine) Stop() error {
	e.stop()
	<-e.done
	if !e.announced {
		return nil
	}
	return removeAddr(e.cfg.AddrFile)
}

// Kill kills the child at once, the way out of an engine that is stuck. The
// supervisor starts a new one; acknowledged inserts are on disk.
func (e *Engine) Kill() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.child == nil {
		return errors.New("cannot kill the embedded ClickHouse: it is not running")
	}
	return e.child.kill()
}

// Pid is the process id of the child, 0 while there is none.
func (e *Engine) Pid() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.child == nil {
		return 0
	}
	return e.child.pid()
}

// Generation counts the starts of the engine, from 1. A change means that the
// engine died in between: what was not yet verified has to be verified again.
func (e *Engine) Generation() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.generation
}
