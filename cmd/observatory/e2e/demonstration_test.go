package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestMain removes what the tests made for one another.
func TestMain(m *testing.M) {
	status := m.Run()
	if made.folder != "" {
		os.RemoveAll(made.folder)
	}
	os.Exit(status)
}

// made is the demonstration that the tests copy.
var made struct {
	once   sync.Once
	folder string
	err    error
}

// publication is how the two newest editions come to be published.
func publication() (steps [][]string) {
	newest, before := editionMonths()
	for _, id := range []string{before, newest} {
		steps = append(steps, []string{"edition", "freeze", id}, []string{"edition", "publish", id, "--force"})
	}
	return steps
}

// demonstration serves the demonstration, with its two newest editions, whose
// ids it returns. It is loaded, counted and published once; each test has a
// copy of its own.
func demonstration(t testing.TB) (in *instance, newest, before string) {
	t.Helper()
	newest, before = editionMonths()
	binary(t) // or else the test ends here
	made.once.Do(func() {
		if made.folder, made.err = os.MkdirTemp("", "observatory-demonstration-"); made.err != nil {
			return
		}
		steps := [][]string{{"demo", "load"}, {"job", "run", "tally"}, {"job", "run", "indicators"}}
		for _, step := range append(steps, publication()...) {
			if out, status := command(t, append(step, "--data", made.folder)...); status != 0 {
				made.err = fmt.Errorf("observatory %v ended with %d: %s", step, status, out)
				return
			}
		}
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	data := filepath.Join(t.TempDir(), "data")
	if out, err := exec.Command("cp", "-a", made.folder, data).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	in = serve(t, data)
	eventually(t, "the edition "+newest, func() bool { return listed(in, newest) })
	return in, newest, before
}
