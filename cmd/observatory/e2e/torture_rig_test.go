package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// rig is an observatory under torture and the ledger of what it was sent.
type rig struct {
	t      *testing.T
	data   string
	flags  []string // of every command
	in     *instance
	book   *book
	result *result
}

const procedure = "passport"

// start serves the data folder for the first time.
func (r *rig) start(flags ...string) {
	r.t.Helper()
	r.flags = append(r.flags, flags...)
	r.restart()
	r.run("import", "catalogue", catalogueFile(r.t, procedure+",Demander un passeport,Intérieur,yes,"))
	r.in.awaitForm(procedure)
}

func (r *rig) restart() {
	r.t.Helper()
	r.in = serve(r.t, r.data, r.flags...)
}

func (r *rig) run(args ...string) string {
	r.t.Helper()
	return r.in.run(append(args, r.flags...)...)
}

func (r *rig) note(format string, values ...any) {
	r.result.notes = append(r.result.notes, fmt.Sprintf(format, values...))
}

// cycle runs the harm as often as was asked for.
func (r *rig) cycle(harm func(n int)) {
	for n := range cycles(r.t) {
		harm(n)
		r.result.cycles++
	}
}

// client has a connection for each goroutine of the load.
func client(connections int) *http.Client {
	return &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: connections},
		Timeout:   2 * patience, // a frozen program thaws
	}
}

// send posts one rating, enters its fate into the book and returns the status,
// 0 without an answer.
func (r *rig) send(c *http.Client, in *instance, key string) int {
	answers := []string{"bad", "medium", "good"}
	body := fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":%q}`, key, procedure, answers[int(key[len(key)-1])%len(answers)])
	request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/ratings", strings.NewReader(body))
	if err != nil {
		r.t.Error(err)
		return 0
	}
	request.Header.Set("Content-Type", "application/json")
	return r.fate(c, request, anonymousID(procedure, key))
}

// load posts from eight clients at once, and does harm once it flows.
func (r *rig) load(harm func()) {
	r.t.Helper()
	r.post(func() {
		r.flow(200)
		harm()
	})
}

// post posts from eight clients at once for as long as do takes.
func (r *rig) post(do func()) {
	r.t.Helper()
	var stop atomic.Bool
	var clients sync.WaitGroup
	in, c := r.in, client(8)
	for range 8 {
		clients.Go(func() {
			for !stop.Load() {
				if r.send(c, in, r.book.draw()) == 0 {
					time.Sleep(5 * time.Millisecond) // the program is down
				}
			}
		})
	}
	do()
	stop.Store(true)
	clients.Wait()
	c.CloseIdleConnections()
}

// flow waits until n more ratings are acknowledged.
func (r *rig) flow(n int) {
	r.t.Helper()
	before := r.book.count(acknowledged)
	eventually(r.t, "ratings are acknowledged", func() bool { return r.book.count(acknowledged) >= before+n })
}

// chance waits up to d, so that harm comes at no moment in particular.
func chance(d time.Duration) { time.Sleep(rand.N(d)) }

// settle waits until everything acknowledged is in the database, verified there
// when that is asked for.
func (r *rig) settle(verified bool) {
	r.t.Helper()
	// Much takes long; what must not happen is that nothing goes on.
	for left := r.unsettled(verified); left > 0; {
		eventually(r.t, "more of the journal is shipped", func() bool { return r.unsettled(verified) < left })
		left = r.unsettled(verified)
	}
}

// unsettled is how many records of the journal are not in the database yet, or
// not verified there.
func (r *rig) unsettled(verified bool) uint64 {
	response, err := http.Get(r.in.admin + "/api/v1/health")
	if err != nil {
		return math.MaxUint64
	}
	defer response.Body.Close()
	var health struct {
		Journal struct{ Acknowledged, Verified, Pending uint64 }
	}
	if err := json.NewDecoder(response.Body).Decode(&health); err != nil {
		return math.MaxUint64
	}
	if j := health.Journal; verified {
		return max(j.Pending, j.Acknowledged-j.Verified)
	}
	return health.Journal.Pending
}

// stored is what the database says is there and counts.
func (r *rig) stored() (ids []string) {
	r.t.Helper()
	lines := strings.Split(strings.TrimSpace(r.run("export", "ratings", "--ids")), "\n")
	for _, line := range lines[1:] {
		id, _, _ := strings.Cut(line, ",")
		ids = append(ids, id)
	}
	return ids
}

// judge compares the database with the ledger, of which exactly lost
// acknowledged ratings may be absent, and what is counted with what is stored.
func (r *rig) judge(lost int) {
	r.t.Helper()
	r.run("job", "run", "tally")
	ids := r.stored()
	l := r.result
	l.sent, l.acknowledged = r.book.sent, r.book.count(acknowledged)
	l.lost, l.doubled, l.phantom = r.book.compare(ids)
	if l.lost != lost || l.doubled != 0 || l.phantom != 0 {
		r.t.Errorf("of %d acknowledged: %d lost (want %d), %d doubled, %d phantoms", l.acknowledged, l.lost, lost, l.doubled, l.phantom)
	}
	counted := uint64(0)
	eventually(r.t, fmt.Sprintf("the tallies sum up to the %d stored ratings", len(ids)), func() bool {
		counted = received(r.in)
		return counted == uint64(len(ids))
	})
	// The doctor must come to the same conclusion.
	out, status := command(r.t, append([]string{"doctor", "--data", r.data}, r.flags...)...)
	if want := min(lost, 1); status != want {
		r.t.Errorf("the doctor ended with %d, want %d:\n%s", status, want, out)
	}
}

// freeze stops a process for as long as do takes.
func (r *rig) freeze(pid int, do func()) {
	r.t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		r.t.Fatal(err)
	}
	defer syscall.Kill(pid, syscall.SIGCONT)
	do()
}

// tamper has strace inject into every thread of the process, until the
// returned function is called or the process ends.
func (r *rig) tamper(pid int, injection string) (end func()) {
	r.t.Helper()
	calls, _, _ := strings.Cut(injection, ":")
	return r.strace(pid, "-o", os.DevNull, "-e", "trace="+calls, "-e", "inject="+injection)
}

// strace attaches to every thread of the process, until the returned function is
// called or the process ends.
func (r *rig) strace(pid int, args ...string) (end func()) {
	r.t.Helper()
	cmd := exec.Command("strace", append([]string{"-f", "-q", "-p", strconv.Itoa(pid)}, args...)...)
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); cmd.Wait() }()
	eventually(r.t, "strace is attached", func() bool {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		return err != nil || !bytes.Contains(status, []byte("TracerPid:\t0\n"))
	})
	end = sync.OnceFunc(func() { cmd.Process.Signal(syscall.SIGTERM); <-ended })
	r.t.Cleanup(end)
	return end
}

// gone waits a while for the process of the instance to end.
func gone(in *instance, patience time.Duration) bool {
	select {
	case <-in.done:
		return true
	case <-time.After(patience):
		return false
	}
}

// memory is the resident memory of the collector, in MB.
func (r *rig) memory() int {
	r.t.Helper()
	return memoryOf(r.t, r.in.cmd.Process.Pid, "VmRSS")
}

// memoryOf is a size of a process that the kernel keeps, in MB: VmRSS is what is
// resident, VmHWM the most that has been.
func memoryOf(t testing.TB, process int, size string) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(status), size+":")
	if !found {
		t.Fatalf("process %d has no %s: it is gone", process, size)
	}
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kb >> 10
}

// mount mounts a file system inside the data folder for the time of the test.
func (r *rig) mount(folder string, args ...string) {
	r.t.Helper()
	path := filepath.Join(r.data, folder)
	if err := os.MkdirAll(path, 0o700); err != nil {
		r.t.Fatal(err)
	}
	r.must("mount", append(args, path)...)
	r.t.Cleanup(func() { exec.Command("umount", "-q", path).Run() })
}

func (r *rig) must(name string, args ...string) {
	r.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		r.t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
}
