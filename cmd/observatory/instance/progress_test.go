package instance

import (
	"io"
	"testing"

	"github.com/schollz/progressbar/v3"
)

// TestSteps: a step counts once the next one begins, and the last at the end.
func TestSteps(t *testing.T) {
	t.Parallel()
	bar := progressbar.NewOptions64(3, progressbar.OptionSetWriter(io.Discard))
	steps := &Steps{bar: bar, what: "publishing"}
	for i, step := range []string{"reading", "writing", "checking"} {
		steps.Begin(step)
		if n, text := bar.State().CurrentNum, bar.State().Description; n != int64(i) || text != "publishing: "+step {
			t.Errorf("in step %d the bar says %d, %q", i, n, text)
		}
	}
	steps.End()
	if n := bar.State().CurrentNum; n != 3 {
		t.Errorf("at the end the bar says %d of 3", n)
	}
}
