package widgets

import (
	"crypto/sha512"
	"encoding/hex"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "add what was released to released.sum")

// TestReleasedBytes holds every released file to the hash that it was released
// with: pages name them by their hash. A line that is there is never changed.
func TestReleasedBytes(t *testing.T) {
	const sums = "released/released.sum"
	data, err := os.ReadFile(sums)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for line := range strings.Lines(string(data)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		known[name] = sum
	}
	text := string(data)
	err = fs.WalkDir(os.DirFS("released"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(name, "/") {
			return err
		}
		body, err := os.ReadFile("released/" + name)
		if err != nil {
			return err
		}
		hash := sha512.Sum384(body)
		sum := hex.EncodeToString(hash[:])
		switch before, there := known[name]; {
		case !there && *update:
			text += sum + "  " + name + "\n"
		case !there:
			t.Errorf("%s was released without its hash in %s: run the test with -update", name, sums)
		case before != sum:
			t.Errorf("%s is not what was released", name)
		}
		delete(known, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range known {
		t.Errorf("%s was released and is gone", name)
	}
	if *update {
		if err := os.WriteFile(sums, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
