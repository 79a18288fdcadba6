package engine

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPinFollowsNpm: an upgrade in package.json that leaves the pin behind would
// build a program that refuses its library.
func TestPinFollowsNpm(t *testing.T) {
	t.Parallel()
	var asked struct {
		Optional map[string]string `json:"optionalDependencies"`
	}
	var locked struct {
		Packages map[string]struct {
			Version, Integrity string
		}
	}
	for name, into := range map[string]any{"package.json": &asked, "package-lock.json": &locked} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	lock := locked.Packages["node_modules/"+pinned.npm]
	for what, got := range map[string][2]string{
		"version in package.json":        {asked.Optional[pinned.npm], pinned.version},
		"version in package-lock.json":   {lock.Version, pinned.version},
		"integrity in package-lock.json": {lock.Integrity, pinned.integrity},
	} {
		if got[0] != got[1] {
			t.Errorf("the %s of %s is %q, and pin.go has %q: correct version, integrity and sum there", what, pinned.npm, got[0], got[1])
		}
	}
}

func TestPinRefusesOtherPlatforms(t *testing.T) {
	t.Parallel()
	if err := pinned.forPlatform(pinned.platform); err != nil {
		t.Error(err)
	}
	if err := pinned.forPlatform("plan9/386"); err == nil || !strings.Contains(err.Error(), "--clickhouse") {
		t.Errorf("another platform: %v", err)
	}
}
