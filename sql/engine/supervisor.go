package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"time"
)

// Pauses before a restart: the first, the longest, and how long an engine must
// have lived for the next pause to be the first again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 30 * time.Second
	settled      = time.Minute
)

// supervise runs one child after the other until ctx is done. It reports on
// first whether the first one came up, and gives up when it did not.
//
// The signal that the kernel sends a child when its parent dies follows the
// thread that started it. So this goroutine keeps its thread as long as there
// are children: were it to end with a goroutine, a healthy engine would die.
func (e *Engine) supervise(ctx context.Context, first chan<- error) {
	defer close(e.done)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pause := firstPause
	for {
		began := time.Now()
		err := e.runChild(ctx, first)
		if ctx.Err() != nil {
			return
		}
		if e.Generation() == 0 {
			first <- err
			return
		}
		pause = nextPause(pause, time.Since(began))
		e.log.Error("the embedded ClickHouse ended and is started again", "error", err, "pause", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// nextPause doubles the pause, up to the longest, for an engine that did not
// live long.
func nextPause(pause, lived time.Duration) time.Duration {
	if lived >= settled {
		return firstPause
	}
	return min(2*pause, longestPause)
}

// runChild starts a child and returns when it has ended, by itself or because
// ctx is done.
func (e *Engine) runChild(ctx context.Context, first chan<- error) error {
	c, err := startChild(e.cfg, e.log)
	if err != nil {
		return err
	}
	e.setChild(c)
	defer e.setChild(nil)
	if err := e.awaitReady(ctx, c); err != nil {
		c.stop()
		return err
	}
	if e.rise() == 1 {
		first <- nil
	}
	select {
	case <-c.exited:
		return c.cause()
	case <-ctx.Done():
		c.stop()
		return ctx.Err()
	}
}

// awaitReady returns when the child serves.
func (e *Engine) awaitReady(ctx context.Context, c *child) error {
	select {
	case <-c.ready:
		return nil
	case <-c.exited:
		return c.cause()
	case <-time.After(startTimeout):
		return fmt.Errorf("the embedded ClickHouse did not start within %s", startTimeout)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// setChild notes the running child; nil means that there is none any more.
func (e *Engine) setChild(c *child) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.child = c
	select {
	case <-e.up:
		e.up = make(chan struct{})
	default:
	}
}

// rise lets those who dial proceed and returns the new generation.
func (e *Engine) rise() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.generation++
	close(e.up)
	return e.generation
}

// DialContext connects to the engine whatever network and address say; it has
// the shape of net.Dialer.DialContext. While the engine restarts it waits, up
// to 5 seconds.
func (e *Engine) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	e.mu.Lock()
	up := e.up
	e.mu.Unlock()
	select {
	case <-up:
		return dialSocket(ctx, e.cfg.Socket)
	case <-e.done:
		return nil, ErrStopped
	case <-time.After(dialTimeout):
		return nil, errors.New("cannot reach the embedded ClickHouse: it is restarting")
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot reach the embedded ClickHouse: %w", ctx.Err())
	}
}
