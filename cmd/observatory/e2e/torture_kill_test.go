package e2e

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// killCollector kills the whole program at any moment.
func killCollector(r *rig) {
	r.start()
	var slowest time.Duration
	r.cycle(func(int) {
		r.load(func() {
			chance(300 * time.Millisecond)
			r.in.kill()
		})
		began := time.Now()
		r.restart()
		slowest = max(slowest, time.Since(began))
	})
	r.note("slowest start, engine included: %s", slowest.Round(10*time.Millisecond))
	r.settle(false)
	r.judge(0)
}

// killAtSyscalls writes down the calls of one cycle, in which a rating becomes
// durable, is answered, shipped and verified. Then it kills the program when one
// of its threads enters one of them, for the first, second, … time since a start,
// and tells at how many of the cycle's positions that was.
func killAtSyscalls(r *rig) {
	r.start()
	cycle := r.trace("%file,%desc,%network", "", func() {
		r.send(client(1), r.in, r.book.draw())
		r.settle(true)
	})
	positions := map[string]bool{} // whether it was killed there
	for _, p := range cycle {
		positions[p] = false
	}
	calls := slices.Sorted(maps.Keys(positions))
	for i, p := range calls {
		calls[i], _, _ = strings.Cut(p, " ")
	}
	calls = slices.Compact(calls)
	killed, places := 0, len(positions)
	r.cycle(func(n int) {
		call, in := calls[n%len(calls)], r.in
		made := r.trace(call, fmt.Sprintf("%s:signal=SIGKILL:when=%d", call, 1+n/len(calls)), func() {
			r.post(func() { gone(in, 5*time.Second) })
		})
		if gone(in, time.Millisecond) && len(made) > 0 {
			killed++
			positions[made[len(made)-1]] = true
		}
		in.kill() // a call that is not made kills nobody
		r.restart()
	})
	var met []string
	for p, there := range positions {
		if there {
			met = append(met, p)
		}
	}
	slices.Sort(met)
	r.note("%d calls at %d positions in one cycle; %d times killed inside a call, at %d positions: %s",
		len(cycle), places, killed, len(met), strings.Join(met, ", "))
	if killed == 0 {
		r.t.Error("nothing was killed inside a call")
	}
	r.settle(false)
	r.judge(0)
}

// trace returns the calls that the program made meanwhile, each with what it was
// made on: "fdatasync segment", "write TCP". An injection is strace's.
func (r *rig) trace(calls, injection string, do func()) (made []string) {
	r.t.Helper()
	log := filepath.Join(r.t.TempDir(), "calls")
	args := []string{"-yy", "-o", log, "-e", "trace=" + calls}
	if injection != "" {
		args = append(args, "-e", "inject="+injection)
	}
	end := r.strace(r.in.cmd.Process.Pid, args...)
	do()
	end()
	text, err := os.ReadFile(log)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, call := range tracedCall.FindAllStringSubmatch(string(text), -1) {
		if on := madeOn(call[2] + call[3]); on != "" {
			made = append(made, call[1]+" "+on)
		}
	}
	return made
}

// tracedCall is a call in strace's words, with what its descriptor or its path is.
var tracedCall = regexp.MustCompile(`(?m)^\d+ +(\w+)\((?:AT_FDCWD<[^>]*>, )?(?:\d+<([^>]*)|"([^"]*)")`)

// madeOn names what a call is made on; empty for what is of no account, as the
// runtime's own descriptors.
func madeOn(on string) string {
	folder, file := filepath.Split(on)
	switch {
	case strings.HasPrefix(on, "TCP") || strings.HasPrefix(on, "UNIX"):
		family, _, _ := strings.Cut(on, ":")
		return family
	case filepath.Base(folder) != "journal":
		if file == "journal" {
			return "folder"
		}
		return ""
	case strings.HasSuffix(file, ".seg"):
		return "segment"
	case strings.HasPrefix(file, "spare"):
		return "spare"
	}
	return file
}

// killEngineAtRename kills the database between the moment at which it notes a
// batch as received and the one at which the batch's rows appear, or at any
// moment where strace cannot be had.
func killEngineAtRename(r *rig) {
	r.start()
	err := exec.Command("strace", "-q", "-o", os.DevNull, "true").Run() // not every machine lets it
	inside := 0
	r.cycle(func(n int) {
		r.load(func() {
			engine := r.in.engine()
			if err == nil {
				defer r.tamper(engine, fmt.Sprintf("rename,renameat,renameat2:signal=SIGKILL:when=%d", 1+n%5))()
				if ended(engine, 4*time.Second) {
					inside++
				}
			}
			chance(300 * time.Millisecond)
			syscall.Kill(engine, syscall.SIGKILL) // it may be gone already
			r.flow(200)
		})
		r.settle(false) // the next one is alive
	})
	r.note("%d of them killed inside a rename", inside)
	r.settle(true)
	r.judge(0)
}

// ended waits a while for a process that is nobody's child here.
func ended(pid int, patience time.Duration) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return true
		}
	}
	return false
}

// engineAway stops the database for long: nobody who posts notices.
func engineAway(r *rig) {
	r.start()
	pieces := 5
	if atLength() {
		pieces = 100
	}
	r.load(func() {
		r.freeze(r.in.engine(), func() {
			for range cycles(r.t) {
				for range pieces {
					r.flow(1000)
				}
				r.result.cycles++
			}
			r.in.kill()
		})
	})
	pending := r.book.count(acknowledged)
	began := time.Now()
	r.restart()
	r.note("started in %s with %d ratings to ship", time.Since(began).Round(10*time.Millisecond), pending)
	r.settle(true)
	r.note("shipped and verified %s after", time.Since(began).Round(100*time.Millisecond))
	r.judge(0)
}

// stoppedProcesses freezes one process, then the other, and lets it go on as if
// nothing had happened.
func stoppedProcesses(r *rig) {
	r.start()
	long, times := 2*time.Second, 1
	if atLength() {
		long, times = 30*time.Second, 2
	}
	for range times {
		r.load(func() {
			r.freeze(r.in.engine(), func() { time.Sleep(long) })
			r.freeze(r.in.cmd.Process.Pid, func() { time.Sleep(long) })
			r.flow(200)
		})
		r.result.cycles++
	}
	r.settle(true)
	r.judge(0)
}
