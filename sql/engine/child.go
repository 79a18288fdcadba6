package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"time"
)

// child is the parent's view of a running child process.
type child struct {
	cmd    *exec.Cmd
	stdin  io.Closer // its closing tells the child to go
	stderr *lines
	ready  ready
	exited chan struct{} // closed when the process is gone
	err    error         // of Wait; to be read after exited
}

// startChild must be called from a thread that outlives the child.
func startChild(cfg Config, log *slog.Logger) (*child, error) {
	args := slices.Concat(cfg.Command[1:], []string{
		"--path", cfg.Path, "--socket", cfg.Socket, "--library", cfg.Library})
	if cfg.Backup != "" {
		args = append(args, "--backup", cfg.Backup)
	}
	if cfg.MaxMemory != 0 {
		args = append(args, "--memory", strconv.FormatUint(cfg.MaxMemory, 10))
	}
	cmd := exec.Command(cfg.Command[0], args...)
	cmd.Env = append(os.Environ(), cfg.Env...)
	cmd.SysProcAttr = dieWithParent()
	cmd.WaitDelay = time.Second
	c := &child{cmd: cmd, stderr: &lines{log: log}, ready: make(ready), exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = c.ready, c.stderr
	var err error
	if c.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("cannot start the embedded ClickHouse: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the embedded ClickHouse: %w", err)
	}
	go func() {
		c.err = cmd.Wait()
		close(c.exited)
	}()
	return c, nil
}

func (c *child) pid() int    { return c.cmd.Process.Pid }
func (c *child) kill() error { return c.cmd.Process.Kill() }

// stop tells the child to go, kills it when it does not, and returns when it is
// gone.
func (c *child) stop() {
	_ = c.stdin.Close() // fails when the child is gone already
	select {
	case <-c.exited:
	case <-time.After(stopTimeout):
		_ = c.kill()
		<-c.exited
	}
}

// cause says why the child ended: the sentence that it left, if it left one.
func (c *child) cause() error {
	var exit *exec.ExitError
	if errors.As(c.err, &exit) && exit.ExitCode() == exitFailure {
		if last := c.stderr.last(); last != "" {
			return errors.New(last)
		}
	}
	if c.err == nil {
		return errors.New("the embedded ClickHouse left without a reason")
	}
	return fmt.Errorf("the embedded ClickHouse died: %w", c.err)
}

// readyLine is what the child says on its standard output once it serves.
const readyLine = "the engine serves"

// ready is closed by readyLine. That the socket answers would not do: it may be
// the one of another engine, which this child waits for.
type ready chan struct{}

// Write never fails.
func (r ready) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(readyLine)) { // said once
		close(r)
	}
	return len(b), nil
}

// lines logs what the child writes, line by line, and remembers the last one.
type lines struct {
	log *slog.Logger

	mu      sync.Mutex
	partial []byte
	line    string
}

// maxLine bounds a logged line, in bytes.
const maxLine = 8 << 10

// Write takes a piece of the child's standard error; it never fails.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.partial = append(l.partial, b...)
	for {
		end := bytes.IndexByte(l.partial, '\n')
		if end < 0 && len(l.partial) < maxLine {
			return len(b), nil
		}
		if end < 0 {
			end = maxLine - 1
		}
		line := string(bytes.TrimSpace(l.partial[:end]))
		l.partial = append(l.partial[:0], l.partial[end+1:]...)
		if line != "" {
			l.line = line
			l.log.Warn(line, "process", "engine")
		}
	}
}

func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line
}
