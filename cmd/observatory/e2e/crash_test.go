package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// ledger is the outside record of what was sent: only what was answered 201
// or 200 was promised.
type ledger struct {
	mu           sync.Mutex
	next         int
	acknowledged map[string]bool
	sent         int
}

// cycles is how often each process is killed; OBSERVATORY_CRASH_CYCLES asks
// for more.
func cycles(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("OBSERVATORY_CRASH_CYCLES"))
	if err != nil {
		return 2
	}
	return n
}

// TestCrash kills the engine, then the whole program, while ratings are
// posted: every rating that was answered 201 is counted once.
func TestCrash(t *testing.T) {
	shared(t)
	data := t.TempDir()
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	book := &ledger{acknowledged: map[string]bool{}}
	for range cycles(t) {
		load(t, in, book, func() {
			killEngine(t, in)
			// Nobody notices: ratings go on being acknowledged.
			before := book.count()
			eventually(t, "ratings are acknowledged without the engine", func() bool { return book.count() > before+200 })
		})
		load(t, in, book, in.kill)
		in = serve(t, data)
		in.awaitForm("passport")
	}
	promised := uint64(len(book.acknowledged))
	var n uint64
	eventually(t, fmt.Sprintf("%d acknowledged ratings of %d sent are counted", promised, book.sent), func() bool {
		in.run("job", "run", "tally")
		n = received(in)
		return n >= promised
	})
	if n > uint64(book.sent) {
		t.Errorf("%d ratings are counted, %d were sent", n, book.sent)
	}
	if verified := replay(t, in, book); verified != promised {
		t.Errorf("%d of %d acknowledged ratings are known", verified, promised)
	}
	in.run("job", "run", "tally")
	if after := received(in); after != n {
		t.Errorf("sending everything again moved the count from %d to %d", n, after)
	}
}

// load posts from several clients at once and does harm in the middle.
func load(t *testing.T, in *instance, book *ledger, harm func()) {
	t.Helper()
	var stop atomic.Bool
	var clients sync.WaitGroup
	before := book.count()
	for range 8 {
		clients.Go(func() {
			for !stop.Load() {
				id := book.draw()
				status, _, err := in.post(map[string]any{"id": id, "procedure": "passport", "satisfaction": "good"})
				if err == nil && (status == 201 || status == 200) {
					book.acknowledge(id)
				}
			}
		})
	}
	eventually(t, "ratings are acknowledged", func() bool { return book.count() > before+200 })
	harm()
	stop.Store(true)
	clients.Wait()
}

func (l *ledger) draw() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	l.sent++
	return key(l.next)
}

func (l *ledger) acknowledge(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[id] = true
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}

// replay sends every acknowledged rating again and counts the answers that
// know it.
func replay(t *testing.T, in *instance, book *ledger) (known uint64) {
	t.Helper()
	for id := range book.acknowledged {
		status, answer, err := in.post(map[string]any{"id": id, "procedure": "passport", "satisfaction": "good"})
		if err != nil || status != 200 && status != 201 {
			t.Fatalf("the rating %s sent again was answered %d %v %v", id, status, answer, err)
		}
		known++
	}
	return known
}

// killEngine kills the child of the instance that runs the engine.
func killEngine(t *testing.T, in *instance) {
	t.Helper()
	if err := syscall.Kill(in.on(t).engine(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// engine is the process of the embedded database: the only child of its own.
func (in *instance) engine() int {
	in.t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		in.t.Fatal(err)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended
		}
		// 42 (name) S parent …, where the name may hold anything.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if fields[1] != strconv.Itoa(in.cmd.Process.Pid) || fields[0] == "Z" {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		if err != nil {
			in.t.Fatal(err)
		}
		return pid
	}
	in.t.Fatal("the engine's process was not found")
	return 0
}
