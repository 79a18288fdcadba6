package e2e

import (
	"fmt"
	"os"
	"os/exec"
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

// killAtSyscalls kills the program when one of its threads enters one of the
// calls by which a rating becomes durable, is answered and shipped, for the
// first, second, … time.
func killAtSyscalls(r *rig) {
	r.start()
	calls := []string{"pwrite64", "fdatasync", "write", "openat", "renameat", "ftruncate", "sendto", "read"}
	killed := 0
	r.cycle(func(n int) {
		injection := fmt.Sprintf("%s:signal=SIGKILL:when=%d", calls[n%len(calls)], 1+n/len(calls))
		in := r.in
		r.load(func() {
			defer r.tamper(in.cmd.Process.Pid, injection)()
			if gone(in, 2*time.Second) {
				killed++
			}
		})
		in.kill() // a call that is not made kills nobody
		r.restart()
	})
	r.note("%d of them killed inside a call", killed)
	r.settle(false)
	r.judge(0)
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
