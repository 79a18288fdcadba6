package journal_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"servicequality/collector/journal"
)

// crashDir names, for the process that TestKill starts and kills, its journal.
const crashDir = "JOURNAL_CRASH_DIR"

// TestKillWriter is that process: it appends until it is killed, and prints what
// was acknowledged.
func TestKillWriter(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("only TestKill runs this, in a process of its own")
	}
	j := open(t, journal.Config{Dir: dir, SegmentBytes: 64 << 10, MinFree: -1})
	var printing sync.Mutex
	var writers sync.WaitGroup
	for w := range 16 {
		writers.Go(func() {
			for i := range 100_000 {
				text := fmt.Sprintf("process %d writer %d record %d", os.Getpid(), w, i)
				seq, err := j.Append(t.Context(), 1, []byte(text))
				if err != nil {
					panic(err)
				}
				printing.Lock()
				fmt.Printf("acked %d %s\n", seq, text)
				printing.Unlock()
				if i%20 == 0 {
					j.SaveCursor(journal.Cursor{Shipped: seq})
				}
			}
		})
	}
	writers.Wait()
}

// A real kill -9, over and over on one journal: whatever was acknowledged is
// there, once, and nothing is reported damaged.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acked := map[string]string{}
	for cycle := range 6 {
		kill(t, dir, 500+cycle*700, acked)

		j := open(t, journal.Config{Dir: dir, SegmentBytes: 64 << 10, MinFree: -1})
		got := map[string]string{}
		seen := map[string]bool{}
		for r, err := range j.Read(1) {
			if err != nil || seen[string(r.Payload)] {
				t.Fatalf("cycle %d: record %d %q, %v: doubled or unreadable", cycle, r.Seq, r.Payload, err)
			}
			seen[string(r.Payload)] = true
			got[fmt.Sprint(r.Seq)] = string(r.Payload)
		}
		for seq, text := range acked {
			if got[seq] != text {
				t.Fatalf("cycle %d: acknowledged record %s is %q, want %q", cycle, seq, got[seq], text)
			}
		}
		if s := j.Stats(); s.Damaged+s.Foreign+s.CursorLost > 0 {
			t.Fatalf("cycle %d: stats %+v, want no damage", cycle, s)
		}
		closeJournal(t, j)
	}
}

// kill runs a writer, kills it after n acknowledgements and notes all that it
// managed to print.
func kill(t *testing.T, dir string, n int, acked map[string]string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillWriter$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	printed := 0
	for lines.Scan() {
		// Lines are whole: a pipe takes one this short at once or not at all.
		if seq, text, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "acked "), " "); ok {
			acked[seq] = text
		}
		if printed++; printed == n {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if printed < n {
		t.Fatalf("the writer ended by itself after %d lines", printed)
	}
}
