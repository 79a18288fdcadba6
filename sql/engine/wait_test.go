package engine

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestDialWaitsForARestart(t *testing.T) {
	t.Parallel()
	restarting := func() *Engine {
		return &Engine{cfg: Config{Socket: "/nonexistent/engine.sock"}, up: make(chan struct{}), done: make(chan struct{})}
	}
	for _, test := range []struct {
		name   string
		after  func(e *Engine, cancel context.CancelFunc)
		waited time.Duration
		want   string
	}{
		{"it does not come back", func(*Engine, context.CancelFunc) {}, dialTimeout, "is restarting"},
		{"it comes back", func(e *Engine, _ context.CancelFunc) { e.rise() }, time.Second, "engine.sock"},
		{"it is stopped", func(e *Engine, _ context.CancelFunc) { close(e.done) }, time.Second, ErrStopped.Error()},
		{"the caller gives up", func(_ *Engine, cancel context.CancelFunc) { cancel() }, time.Second, context.Canceled.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				e := restarting()
				time.AfterFunc(time.Second, func() { test.after(e, cancel) })
				began := time.Now()
				_, err := e.DialContext(ctx, "tcp", "any:1")
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("want %q, got %v", test.want, err)
				}
				if waited := time.Since(began); waited != test.waited {
					t.Errorf("waited %s rather than %s", waited, test.waited)
				}
			})
		})
	}
}

func TestNextPause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ pause, lived, want time.Duration }{
		{firstPause, 0, 2 * firstPause},
		{longestPause, time.Second, longestPause},
		{20 * time.Second, time.Second, longestPause},
		{longestPause, settled, firstPause},
	} {
		if got := nextPause(test.pause, test.lived); got != test.want {
			t.Errorf("after %s and a life of %s: %s", test.pause, test.lived, got)
		}
	}
}

func TestKillWithoutAChild(t *testing.T) {
	t.Parallel()
	e := &Engine{}
	if err := e.Kill(); err == nil {
		t.Error("killed nothing")
	}
	if got := e.Pid(); got != 0 {
		t.Errorf("nothing has the process id %d", got)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	l := &lines{log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, piece := range []string{"one\ntw", "o\n", "\n \n", strings.Repeat("x", 2*maxLine), "\nlast words\nunfinished"} {
		if n, err := l.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
	}
	if got := l.last(); got != "last words" {
		t.Errorf("the last line is %q", got)
	}
	for _, want := range []string{"msg=one", "msg=two", `msg="last words"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}

func TestException(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ code, status int }{
		"Code: 47. DB::Exception: Unknown identifier. (UNKNOWN_IDENTIFIER)": {47, 404},
		"Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)":             {62, 400},
		"Code: 241. DB::Exception: Code: 1. (MEMORY_LIMIT_EXCEEDED)":        {241, 500},
		"no code": {1002, 500},
		"":        {1002, 500},
	} {
		e := newException(text)
		if e.code != want.code || e.status() != want.status || e.Error() == "" {
			t.Errorf("%q: code %d, status %d, %q", text, e.code, e.status(), e)
		}
	}
}

func TestCutErrorKeepsItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("gone")
	if err := error(&cutError{cause}); !errors.Is(err, cause) {
		t.Errorf("%v lost its cause", err)
	}
}
