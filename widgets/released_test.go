package widgets

import (
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"servicequality/web"
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

// TestReleasedIsServed asks for every released file as a page would: its bytes,
// for ever, under the hash that its manifest publishes; and the evergreen
// address of its major version has a script of that version.
func TestReleasedIsServed(t *testing.T) {
	t.Parallel()
	gin.SetMode(gin.TestMode)
	loaded, err := loadAssets(embedded)
	if err != nil {
		t.Fatal(err)
	}
	router := gin.New()
	router.GET("/widget/*file", (&Widgets{assets: loaded}).serveAsset)
	ask := func(address string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
		return answer
	}
	folders, err := fs.Glob(embedded, "released/*")
	if err != nil {
		t.Fatal(err)
	}
	versions := 0
	for _, folder := range folders {
		data, err := fs.ReadFile(embedded, folder+"/"+manifestFile)
		if err != nil {
			continue // README.md, released.sum
		}
		versions++
		var m manifest
		if err := json.Unmarshal(data, &m); err != nil || "released/"+m.Version != folder {
			t.Errorf("%s holds the version %q: %v", folder, m.Version, err)
		}
		for name, file := range m.Files {
			answer := ask("/widget/" + m.Version + "/" + name)
			if answer.Code != http.StatusOK || integrity(answer.Body.Bytes()) != file.Integrity || answer.Header().Get("Cache-Control") != web.Immutable {
				t.Errorf("%s of %s is answered %d, kept %q", name, m.Version, answer.Code, answer.Header().Get("Cache-Control"))
			}
		}
		latest := ask("/widget/" + m.major() + "/" + scriptFile)
		if latest.Code != http.StatusOK || latest.Header().Get("Cache-Control") != web.Evergreen || !strings.HasPrefix(latest.Body.String(), "/*! mon-avis "+m.major()+".") {
			t.Errorf("the evergreen script of %s is answered %d, kept %q", m.Version, latest.Code, latest.Header().Get("Cache-Control"))
		}
	}
	if versions == 0 {
		t.Error("no version is released")
	}
}
