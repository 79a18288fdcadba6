package observatory_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestNoFusedProducts compiles the rooms of the domain for a processor on which Go may round
// x·y + z once, and looks that no instruction does: every machine is to find the
// same bits (statistics §12). A product that is kept in a variable first is fused
// as well; float64(x*y) is not.
func TestNoFusedProducts(t *testing.T) {
	t.Parallel()
	args := []string{"build", "-gcflags=servicequality/observatory/...=-S", "."}
	for _, room := range []string{"rating", "statistics", "access", "indicator", "summary", "alarm", "edition"} {
		args = append(args, "./"+room)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fused := regexp.MustCompile(`\(\S*/(\w+\.go:\d+)\)\s+FN?M(ADD|SUB)[DS]\b`)
	lines := 0
	for line := range strings.Lines(string(out)) {
		lines++
		if at := fused.FindStringSubmatch(line); at != nil {
			t.Errorf("%s: a product and a sum are rounded at once", at[1])
		}
	}
	if lines < 10_000 {
		t.Errorf("%d lines of assembly: the rooms were not compiled", lines)
	}
}
