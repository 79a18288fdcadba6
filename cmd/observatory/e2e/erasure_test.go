package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tombstonesIn counts the tombstones in the journal of a data folder.
func tombstonesIn(t *testing.T, data string) (n int) {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(data, "journal", "*.seg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, segment := range segments {
		content, err := os.ReadFile(segment)
		if err != nil {
			t.Fatal(err)
		}
		n += strings.Count(string(content), `"k":"erase"`) + strings.Count(string(content), `"k":"mask"`)
	}
	return n
}

// rateWith posts a rating with a comment and returns its id.
func rateWith(t *testing.T, in *instance, n int, comment string) string {
	t.Helper()
	status, answer, err := in.post(map[string]any{"id": key(n), "procedure": "passport", "satisfaction": "good", "comment": comment})
	if err != nil || status != http.StatusCreated {
		t.Fatalf("answered %d %v, error %v", status, answer, err)
	}
	id, _ := answer["rating"].(string)
	return id
}

// awaitRating waits until a rating is in the database, and returns what
// `rating show` says of it.
func awaitRating(t *testing.T, data, id string) (shown string) {
	t.Helper()
	eventually(t, "the rating in the database", func() bool {
		var status int
		shown, status = command(t, "rating", "show", id, "--data", data)
		return status == 0
	})
	return shown
}

// TestErasure erases and masks beside a running observatory that is killed right
// after, and without one. What was taken back stays away, its tombstones reach
// the journal, and the doctor finds nothing wrong.
func TestErasure(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,xwiki:823"))
	in.awaitForm("passport")
	const story = "Stéphanie du guichet"
	ids := make([]string, 4)
	for n := range ids {
		ids[n] = rateWith(t, in, n, story)
	}
	if shown := awaitRating(t, data, ids[3]); !strings.Contains(shown, story) {
		t.Errorf("rating show printed\n%s", shown)
	}
	in.run("rating", "erase", ids[0], "--reason", "request")
	in.run("rating", "mask", ids[1], "--procedure", "xwiki:823", "--reason", "name")
	in.kill()

	in = serve(t, data)
	in.awaitForm("passport")
	eventually(t, "tombstones in the journal", func() bool { return tombstonesIn(t, data) == 2 })
	shown := in.run("rating", "show", ids[1])
	if strings.Contains(shown, story) || !strings.Contains(shown, "good") || !strings.Contains(shown, "mask") {
		t.Errorf("rating show printed of a masked rating\n%s", shown)
	}
	if shown := in.run("rating", "show", ids[0]); strings.Contains(shown, "good") || !strings.Contains(shown, "erase") {
		t.Errorf("rating show printed of an erased rating\n%s", shown)
	}
	in.stop()

	in.run("rating", "erase", ids[2], "--reason", "request")
	if n := tombstonesIn(t, data); n != 3 {
		t.Errorf("%d tombstones are in the journal, want 3", n)
	}
	out, status := command(t, "rating", "mask", ids[2], "--reason", "name", "--data", data)
	if status != 1 || !strings.Contains(out, "was erased") {
		t.Errorf("masking what was erased ended with %d: %s", status, out)
	}
	if out, status := command(t, "rating", "erase", "1234", "--reason", "x", "--data", data); status != 2 {
		t.Errorf("a wrong id ended with %d: %s", status, out)
	}

	in = serve(t, data)
	in.awaitForm("passport")
	killEngine(t, in) // everything in the journal is verified again
	eventually(t, "everything is verified again", func() bool {
		_, status := command(t, "doctor", "--data", data)
		return status == 0
	})
	in.run("job", "run", "tally")
	if n := received(in); n != 2 {
		t.Errorf("%d ratings are counted, want 2", n)
	}
	if n := tombstonesIn(t, data); n != 3 {
		t.Errorf("%d tombstones are in the journal after a restart, want 3", n)
	}
}
