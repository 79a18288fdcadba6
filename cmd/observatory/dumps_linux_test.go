package main

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestForbidDumps: whatever command runs, its memory is not written to disk.
func TestForbidDumps(t *testing.T) {
	var output strings.Builder
	if status := run(t.Context(), []string{"version"}, strings.NewReader(""), &output, &output); status != 0 {
		t.Fatalf("version ended with %d: %s", status, &output)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("a core file may have %d bytes, at most %d, error %v", limit.Cur, limit.Max, err)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("the process may be dumped: %d, error %v", dumpable, err)
	}
}
