package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"text/tabwriter"
)

// experiment does one kind of harm to the built program, under load, and
// compares what is stored afterwards with the ledger kept outside.
type experiment struct {
	number int
	name   string
	short  bool     // also part of make test
	tools  []string // commands that it needs; each of them needs root too
	run    func(*rig)
}

func experiments() []experiment {
	const mounts = "mount"
	return []experiment{
		{number: 1, name: "kill_collector", short: true, run: killCollector},
		{number: 2, name: "kill_at_every_syscall", tools: []string{"strace"}, run: killAtSyscalls},
		{number: 3, name: "power_cut_journal", tools: []string{mounts, "mkfs.ext4"}, run: cutJournal},
		{number: 3, name: "power_cut_control", tools: []string{mounts, "mkfs.ext4", "strace"}, run: cutControl},
		{number: 4, name: "power_cut_database", tools: []string{mounts, "mkfs.ext4"}, run: cutDatabase},
		{number: 5, name: "kill_engine_at_rename", short: true, run: killEngineAtRename},
		{number: 6, name: "engine_away", run: engineAway},
		{number: 7, name: "late_twice_cut", run: badNetwork},
		{number: 8, name: "journal_disk_full", tools: []string{mounts}, run: journalFull},
		{number: 9, name: "engine_disk_full", tools: []string{mounts}, run: engineFull},
		{number: 10, name: "failing_disk_calls", tools: []string{"strace"}, run: failingDisk},
		{number: 11, name: "damaged_journal", run: damagedJournal},
		{number: 12, name: "stopped_processes", short: true, run: stoppedProcesses},
		{number: 13, name: "clock_jumps", run: clockJumps},
		{number: 14, name: "same_rating_everywhere", short: true, run: sameEverywhere},
		{number: 15, name: "slow_clients", run: slowClients},
		{number: 16, name: "many_connections", run: manyConnections},
		{number: 17, name: "hostile_bodies", short: true, run: hostileBodies},
		{number: 18, name: "abuse", run: abuse},
	}
}

// atLength says whether make torture is running.
func atLength() bool { return os.Getenv("OBSERVATORY_TORTURE") == "full" }

// shared lets a test run beside others, unless make torture is running, which
// measures.
func shared(t *testing.T) {
	if !atLength() {
		t.Parallel()
	}
}

// missing says why the experiment cannot be run here; empty when it can.
func (e experiment) missing() string {
	if !e.short && !atLength() {
		return "make torture runs it"
	}
	for _, tool := range e.tools {
		if _, err := exec.LookPath(tool); err != nil {
			return "the command " + tool + " is missing"
		}
	}
	if len(e.tools) > 0 && os.Getuid() != 0 {
		return "it needs root"
	}
	return ""
}

// result is a line of the table.
type result struct {
	experiment
	cycles, sent, acknowledged int
	lost, doubled, phantom     int
	verdict                    string
	notes                      []string
}

// TestTorture runs the experiments and prints a table of them. What was not
// run is in the table as such.
func TestTorture(t *testing.T) {
	shared(t)
	results := make([]result, len(experiments()))
	t.Cleanup(func() { t.Log("\n" + table(results)) })
	for n, e := range experiments() {
		line := &results[n]
		*line = result{experiment: e, verdict: "not run: another one was asked for"}
		if why := e.missing(); why != "" {
			line.verdict = "not run: " + why
			continue
		}
		t.Run(fmt.Sprintf("%02d_%s", e.number, e.name), func(t *testing.T) {
			shared(t)
			line.verdict = "FAILED"
			defer func() {
				if !t.Failed() {
					line.verdict = "passed"
				}
			}()
			r := &rig{t: t, data: t.TempDir(), book: newBook(), result: line}
			e.run(r)
		})
	}
}

func table(results []result) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "#\texperiment\tcycles\tsent\tacknowledged\tL\tD\tP\tverdict\tnotes")
	for _, r := range results {
		if strings.HasPrefix(r.verdict, "not run") {
			fmt.Fprintf(w, "%d\t%s\t\t\t\t\t\t\t%s\t\n", r.number, r.name, r.verdict)
			continue
		}
		fmt.Fprintf(w, "%d\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", r.number, r.name, r.cycles, r.sent, r.acknowledged,
			r.lost, r.doubled, r.phantom, r.verdict, strings.Join(r.notes, "; "))
	}
	w.Flush()
	return text.String()
}
