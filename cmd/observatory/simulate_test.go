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
		if status := run(t.Context(), []string{"simulate", "--draws", "200", "--seed", "7"}, strings.NewReader(""), stdout, &stderr); status != 0 {
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
