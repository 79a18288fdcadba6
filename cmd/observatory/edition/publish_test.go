package edition

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWriteFolderClearsUp: what a killed run left is gone after the next one, and
// what another may still be writing is not.
func TestWriteFolderClearsUp(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	left, fresh := filepath.Join(parent, ".draft-1"), filepath.Join(parent, ".draft-2")
	for _, draft := range []string{left, fresh} {
		if err := os.MkdirAll(filepath.Join(draft, "old"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().AddDate(0, 0, -1)
	if err := os.Chtimes(left, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if err := writeFolder(filepath.Join(parent, "2026-11"), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the draft of yesterday is there: %v", err)
	}
	for _, folder := range []string{fresh, filepath.Join(parent, "2026-11")} {
		if _, err := os.Stat(folder); err != nil {
			t.Error(err)
		}
	}
}
