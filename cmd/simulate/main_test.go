package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestSimulate runs the command at a bounded size, twice: one seed draws the
// same.
func TestSimulate(t *testing.T) {
	t.Parallel()
	var first, second, stderr bytes.Buffer
	for _, stdout := range []*bytes.Buffer{&first, &second} {
		if status := run(t.Context(), []string{"--draws", "200", "--seed", "7"}, stdout, &stderr); status != 0 {
			t.Fatalf("status %d: %s\n%s", status, stderr.String(), stdout.String())
		}
	}
	if first.String() != second.String() {
		t.Error("one seed draws different citizens")
	}
	for _, title := range []string{"Coverage", "False discoveries", "Power", "subtraction"} {
		if !strings.Contains(first.String(), title) {
			t.Errorf("there is no table of %s", title)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--draws", "0"}, {"--draw", "5"}, {"seed"}} {
		var stdout, stderr bytes.Buffer
		if status := run(t.Context(), args, &stdout, &stderr); status != 2 || !strings.Contains(stderr.String(), "draws") {
			t.Errorf("%v: status %d, %s", args, status, stderr.String())
		}
	}
}
