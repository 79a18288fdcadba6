package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// process is a server under measurement.
type process struct {
	cmd   *exec.Cmd
	data  string // empty for the bare handler
	addrs []string
}

// start runs a program until it has told the addresses that it listens on.
func start(data string, addresses int, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), data: data}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: run make build first", err)
	}
	lines := bufio.NewScanner(out)
	for len(p.addrs) < addresses && lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "http://"); ok {
			p.addrs = append(p.addrs, address)
		}
	}
	if len(p.addrs) < addresses {
		return nil, errors.Join(fmt.Errorf("%s did not start", name), p.stop())
	}
	return p, nil
}

// startServe runs the observatory on a new data folder with one procedure.
func (b *bench) startServe(role string) (*process, error) {
	data, err := os.MkdirTemp("", "observatory-bench-")
	if err != nil {
		return nil, err
	}
	catalogue := filepath.Join(data, "catalogue.csv")
	err = os.WriteFile(catalogue, []byte("id,title,online\npassport,Demander un passeport,yes\n"), 0o600)
	if err != nil {
		return nil, err
	}
	if out, err := exec.Command(b.binary, "import", "catalogue", catalogue, "--data", data).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot import the catalogue: %w: %s", err, out)
	}
	return b.serve(data, role)
}

// serve runs the observatory on a data folder.
func (b *bench) serve(data, role string) (*process, error) {
	return start(data, 2, b.binary, "serve", "--data", data, "--role", role, "--limits", "off",
		"--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
}

func startBare() (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start("", 1, self, bareCommand)
}

// stop ends the process and removes its data.
func (p *process) stop() error { return errors.Join(p.end(), p.remove()) }

// end ends the process.
func (p *process) end() error {
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // however it ended
	return err
}

// remove removes the data of a process that has ended.
func (p *process) remove() error {
	if p.data == "" {
		return nil
	}
	return os.RemoveAll(p.data)
}

// engine is the process of the embedded database.
func (p *process) engine() (int, error) {
	pid := p.cmd.Process.Pid
	out, err := exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, fmt.Errorf("cannot find the engine of process %d: %w", pid, err)
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// memory is the resident memory of the process without its engine, now and at
// the most, in MiB.
func (p *process) memory() (now, most float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	field := func(name string) float64 {
		_, rest, _ := bytes.Cut(status, []byte(name+":"))
		kib, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte(" "))
		n, convErr := strconv.ParseFloat(string(kib), 64)
		err = errors.Join(err, convErr)
		return n / 1024
	}
	return field("VmRSS"), field("VmHWM"), err
}
