package widgets

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/web"
)

const script = "/*! mon-avis */ customElements.define('mon-avis', class extends HTMLElement {});"

func builtFiles() fstest.MapFS {
	return fstest.MapFS{
		"style/avis.css":     {Data: []byte("body { color: CanvasText }")},
		"style/frame.css":    {Data: []byte("body { margin: 0 }")},
		"dist/mon-avis.js":   {Data: []byte(script)},
		"dist/manifest.json": {Data: manifestOf("1.2.3", script)},
		"dist/page/frame.js": {Data: []byte("/*! frame */")},
	}
}

func manifestOf(version, script string) []byte {
	return []byte(`{"version": "` + version + `", "script": "mon-avis.js", "files": {"mon-avis.js": {"integrity": "` + integrity([]byte(script)) + `"}}}`)
}

func serve(t *testing.T, files fstest.MapFS, request *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	gin.SetMode(gin.TestMode)
	loaded, err := loadAssets(files)
	if err != nil {
		t.Fatal(err)
	}
	router := gin.New()
	router.GET("/widget/*file", (&Widgets{assets: loaded}).serveAsset)
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, request)
	return answer
}

func TestScript(t *testing.T) {
	t.Parallel()
	decode := map[string]func(io.Reader) (io.Reader, error){
		"":     func(r io.Reader) (io.Reader, error) { return r, nil },
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	}
	for _, test := range []struct{ path, accept, coding, cache string }{
		{"/widget/1.2.3/mon-avis.js", "", "", "public, max-age=31536000, immutable"},
		{"/widget/1.2.3/mon-avis.js", "gzip, deflate", "gzip", "public, max-age=31536000, immutable"},
		{"/widget/1/mon-avis.js", "gzip, deflate, br, zstd", "br", "public, max-age=3600"},
		{"/widget/1/mon-avis.js", "br;q=0, gzip;q=0.5", "gzip", "public, max-age=3600"},
		{"/widget/1/mon-avis.js", "br;q=0.0", "", "public, max-age=3600"},
	} {
		request := httptest.NewRequest(http.MethodGet, test.path, nil)
		request.Header.Set("Accept-Encoding", test.accept)
		answer := serve(t, builtFiles(), request)
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff",
			"Content-Type": "text/javascript; charset=utf-8", "Content-Encoding": test.coding, "Cache-Control": test.cache, "Vary": "Accept-Encoding",
		} {
			if got := answer.Header().Get(name); got != want {
				t.Errorf("%s accepting %q: %s is %q, want %q", test.path, test.accept, name, got, want)
			}
		}
		body, err := decode[test.coding](answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != script {
			t.Errorf("%s accepting %q: %q, %v", test.path, test.accept, got, err)
		}

		request.Header.Set("If-None-Match", answer.Header().Get("ETag"))
		if again := serve(t, builtFiles(), request); again.Code != http.StatusNotModified {
			t.Errorf("%s unchanged: %d, want 304", test.path, again.Code)
		}
	}
}

func TestScriptNotBuilt(t *testing.T) {
	t.Parallel()
	files := builtFiles()
	delete(files, "dist/manifest.json")
	delete(files, "dist/page/frame.js")
	answer := serve(t, files, httptest.NewRequest(http.MethodGet, "/widget/1/mon-avis.js", nil))
	if answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), "make assets") {
		t.Errorf("answered %d: %s", answer.Code, answer.Body)
	}
	if got := answer.Header().Get("Cache-Control"); got != "" {
		t.Errorf("a missing script may be kept: %s", got)
	}
}

func TestUnknownAsset(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/widget/0.9.9/mon-avis.js", "/widget/", "/widget/../secrets"} {
		if answer := serve(t, builtFiles(), httptest.NewRequest(http.MethodGet, path, nil)); answer.Code != http.StatusNotFound {
			t.Errorf("GET %s answered %d", path, answer.Code)
		}
	}
}

func TestScriptThatIsNotItsManifests(t *testing.T) {
	t.Parallel()
	files := builtFiles()
	files["dist/mon-avis.js"] = &fstest.MapFile{Data: []byte(script + "evil()")}
	if _, err := loadAssets(files); err == nil {
		t.Error("a script that is not the one built was loaded")
	}
}

func TestStyleIsNamedByItsContent(t *testing.T) {
	t.Parallel()
	files := builtFiles()
	one, _ := loadAssets(files)
	files["style/avis.css"] = &fstest.MapFile{Data: []byte("body { color: Canvas }")}
	two, _ := loadAssets(files)
	if one.style == two.style {
		t.Errorf("two style sheets are both %s", one.style)
	}
	answer := serve(t, builtFiles(), httptest.NewRequest(http.MethodGet, one.style, nil))
	if answer.Code != http.StatusOK || !bytes.Contains(answer.Body.Bytes(), []byte("CanvasText")) {
		t.Errorf("GET %s answered %d: %s", one.style, answer.Code, answer.Body)
	}
}

func TestScriptOfOurPagesIsNamedByItsContent(t *testing.T) {
	t.Parallel()
	loaded, err := loadAssets(builtFiles())
	if err != nil {
		t.Fatal(err)
	}
	frame := loaded.pages["frame.js"]
	answer := serve(t, builtFiles(), httptest.NewRequest(http.MethodGet, frame.Address, nil))
	if answer.Code != http.StatusOK || integrity(answer.Body.Bytes()) != frame.Integrity || answer.Header().Get("Cache-Control") != web.Immutable {
		t.Errorf("GET %s answered %d, kept %q: %s", frame.Address, answer.Code, answer.Header().Get("Cache-Control"), answer.Body)
	}
}

func TestPublicURL(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	for address, good := range map[string]bool{"": true, "https://avis.example": true, "http://127.0.0.1:8080/": true, "avis.example": false, "ftp://avis.example": false, "%": false} {
		_, err := New(Config{PublicURL: address}, func() *observatory.Catalogue { return nil }, nil, log)
		if (err == nil) != good {
			t.Errorf("public URL %q: %v", address, err)
		}
	}
}

// A released version stays served beside the newest one, and nothing else can
// take its place.
func TestReleased(t *testing.T) {
	t.Parallel()
	const old = "/*! mon-avis 1.0.0 */"
	files := builtFiles()
	files["released/1.0.0/mon-avis.js"] = &fstest.MapFile{Data: []byte(old)}
	files["released/1.0.0/manifest.json"] = &fstest.MapFile{Data: manifestOf("1.0.0", old)}
	const other = "/*! mon-avis 0.10.0 */"
	for version, code := range map[string]string{"0.10.0": other, "0.9.0": old} {
		files["released/"+version+"/mon-avis.js"] = &fstest.MapFile{Data: []byte(code)}
		files["released/"+version+"/manifest.json"] = &fstest.MapFile{Data: manifestOf(version, code)}
	}
	for path, want := range map[string]string{
		"/widget/1.0.0/mon-avis.js": old, "/widget/1.2.3/mon-avis.js": script, "/widget/1/mon-avis.js": script,
		"/widget/0.9.0/mon-avis.js": old, "/widget/0/mon-avis.js": other, // a former major version is repaired no more, and stays
	} {
		if answer := serve(t, files, httptest.NewRequest(http.MethodGet, path, nil)); answer.Body.String() != want {
			t.Errorf("%s is %q, want %q", path, answer.Body, want)
		}
	}
	answer := serve(t, files, httptest.NewRequest(http.MethodGet, "/widget/1/manifest.json", nil))
	if !strings.Contains(answer.Body.String(), integrity([]byte(script))) {
		t.Errorf("the manifest does not tell the script's hash: %s", answer.Body)
	}
	files["released/1.2.3/mon-avis.js"] = &fstest.MapFile{Data: []byte(old)}
	files["released/1.2.3/manifest.json"] = &fstest.MapFile{Data: manifestOf("1.2.3", old)}
	if _, err := loadAssets(files); err == nil || !strings.Contains(err.Error(), "raise VERSION") {
		t.Errorf("another script under a released version: %v", err)
	}
}
