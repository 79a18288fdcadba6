package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for something that has to come, on a machine that
// does much else.
const patience = 3 * time.Minute

// binary is the built program; OBSERVATORY_BINARY names another one.
func binary(t testing.TB) string {
	t.Helper()
	path := os.Getenv("OBSERVATORY_BINARY")
	if path == "" {
		path = filepath.Join("..", "..", "..", "bin", "observatory")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run make build first", err)
	}
	return path
}

// testdata is a file of the reference data named by OBSERVATORY_TESTDATA; the
// test is skipped where the variable is not set.
func testdata(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv("OBSERVATORY_TESTDATA")
	if folder == "" {
		t.Skip("OBSERVATORY_TESTDATA names no folder of reference data")
	}
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// instance is a running observatory with a data folder.
type instance struct {
	t       testing.TB
	program string // its path
	data    string
	public  string // http://host:port
	admin   string
	cmd     *exec.Cmd
	done    chan struct{}
	stdout  *buffer
	stderr  *buffer
}

// serve starts an observatory on the folder and waits until it is ready; it
// is stopped with the test. The ports are the system's choice, and one address
// may send without limits, unless flags say otherwise.
func serve(t testing.TB, data string, flags ...string) *instance {
	t.Helper()
	return serveWith(t, binary(t), data, flags...)
}

// serveWith does so with another program than the built one.
func serveWith(t testing.TB, program, data string, flags ...string) *instance {
	t.Helper()
	in := &instance{t: t, program: program, data: data, done: make(chan struct{}), stdout: &buffer{}, stderr: &buffer{}}
	args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--limits", "off"}, flags...)
	in.cmd = exec.Command(program, args...)
	in.cmd.Stderr = in.stderr
	stdout, err := in.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := in.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	addresses := make(chan string, 2)
	go func() {
		defer close(in.done)
		lines := bufio.NewScanner(io.TeeReader(stdout, in.stdout))
		for lines.Scan() {
			if at := strings.Index(lines.Text(), "http://"); at >= 0 {
				addresses <- lines.Text()[at:]
			}
		}
		in.cmd.Wait() //nolint:errcheck // its status is read from ProcessState
	}()
	t.Cleanup(in.stop)
	for _, address := range []*string{&in.public, &in.admin} {
		select {
		case *address = <-addresses:
		case <-in.done:
			t.Fatalf("serve ended: %s", in.stderr)
		case <-time.After(patience):
			t.Fatalf("serve did not start: %s", in.stderr)
		}
	}
	return in
}

// on is the same instance for a part of the test that started it.
func (in *instance) on(t testing.TB) *instance {
	part := *in
	part.t = t
	return &part
}

// stop ends the process in order, as an operator would.
func (in *instance) stop() {
	in.signal(syscall.SIGTERM)
	select {
	case <-in.done:
	case <-time.After(patience):
		in.t.Error("serve did not stop")
		in.kill()
	}
}

// kill ends the process at once, and waits until it is gone.
func (in *instance) kill() {
	in.signal(syscall.SIGKILL)
	<-in.done
}

func (in *instance) signal(s os.Signal) { in.cmd.Process.Signal(s) } //nolint:errcheck // it may be gone

// run runs a command of the program on the same data folder and returns what
// it printed.
func (in *instance) run(args ...string) string {
	in.t.Helper()
	out, status := start(in.t, in.program, append(args, "--data", in.data)...)
	if status != 0 {
		in.t.Fatalf("observatory %s ended with %d: %s", strings.Join(args, " "), status, out)
	}
	return out
}

// command runs the program and returns what it printed, stderr last, and its
// exit status.
func command(t testing.TB, args ...string) (output string, status int) {
	t.Helper()
	return start(t, binary(t), args...)
}

func start(t testing.TB, program string, args ...string) (output string, status int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, failed := err.(*exec.ExitError); err != nil && !failed { //nolint:errorlint // Run returns it as it is
		t.Fatal(err)
	}
	return stdout.String() + stderr.String(), cmd.ProcessState.ExitCode()
}

// engineSocket is where the engine of a running observatory on the folder serves.
func engineSocket(t testing.TB, data string) string {
	t.Helper()
	address, err := os.ReadFile(filepath.Join(data, "run", "engine.addr"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(data, "run", strings.TrimSpace(string(address)))
}

// get returns the body of a page or an API answer, which must be 200.
func (in *instance) get(address string) []byte {
	in.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = in.public + address
	}
	return in.getFrom(http.DefaultClient, address)
}

func (in *instance) getFrom(client *http.Client, address string) []byte {
	in.t.Helper()
	response, err := client.Get(address)
	if err != nil {
		in.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		in.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		in.t.Fatalf("%s answered %s: %s", address, response.Status, body)
	}
	if at := bytes.Index(body, []byte("%!")); at >= 0 && strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		in.t.Errorf("%s has a message that does not exist: %.60q", address, body[at:])
	}
	return body
}

// awaitForm waits until a running observatory knows a procedure that was just
// imported.
func (in *instance) awaitForm(procedure string) {
	in.t.Helper()
	eventually(in.t, "the form of "+procedure, func() bool {
		response, err := http.Get(in.public + "/avis/" + procedure)
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
}

// getJSON decodes the answer into T.
func getJSON[T any](in *instance, address string) T {
	in.t.Helper()
	var value T
	if err := json.Unmarshal(in.get(address), &value); err != nil {
		in.t.Fatalf("%s: %v", address, err)
	}
	return value
}

// post sends a rating as JSON and returns the status and the body.
func (in *instance) post(rating map[string]any) (int, map[string]any, error) {
	body, err := json.Marshal(rating)
	if err != nil {
		return 0, nil, err
	}
	return in.send("application/json", body)
}

func (in *instance) postForm(fields url.Values) (int, map[string]any, error) {
	return in.send("application/x-www-form-urlencoded", []byte(fields.Encode()))
}

func (in *instance) send(contentType string, body []byte) (int, map[string]any, error) {
	request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/ratings", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", contentType)
	return in.do(request)
}

// do sends a request whose answer is JSON.
func (in *instance) do(request *http.Request) (int, map[string]any, error) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer := map[string]any{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return response.StatusCode, nil, fmt.Errorf("status %d: %w", response.StatusCode, err)
	}
	answer["content-type"] = response.Header.Get("Content-Type")
	return response.StatusCode, answer, nil
}

// eventually waits until the condition holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	look := time.NewTicker(100 * time.Millisecond) // another process cannot be waited for otherwise
	defer look.Stop()
	deadline := time.After(patience)
	for !condition() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("waited %s in vain: %s", patience, what)
		}
	}
}

// buffer is a bytes.Buffer that several goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
