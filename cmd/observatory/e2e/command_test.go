package e2e

import (
	"strings"
	"testing"
)

// TestUnknownCommand: a slip of the keyboard, in a table of cron say, ends in an
// error and a sentence that names what there is.
func TestUnknownCommand(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"rating", "key", "export", "edition", "import", "job", "procedure", "token", "alarm", "demo", "completion", "help", ""} {
		args := append(strings.Fields(group), "tipo", "--data", t.TempDir())
		out, status := command(t, args...)
		if status != 2 || !strings.Contains(out, `"tipo"`) || strings.Count(out, "\n") != 1 {
			t.Errorf("observatory %s ended with %d: %s", strings.Join(args, " "), status, out)
		}
	}
}
