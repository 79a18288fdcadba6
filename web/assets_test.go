package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"
)

// sampleBuild is a build of one style sheet.
func sampleBuild() fstest.MapFS {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		".gitkeep":        text(""),
		"manifest.json":   text(`{"app.css": {"file": "app-1A.css", "integrity": "sha384-abc"}}`),
		"app-1A.css":      text("plain"),
		"app-1A.css.br":   text("brotli"),
		"app-1A.css.gz":   text("gzip"),
		"ssr.js":          text("var charts;"),
		"unannounced.css": text("not in the manifest"),
	}
}

// ownBuild returns the assets of this work tree.
func ownBuild(t testing.TB) *Assets {
	t.Helper()
	assets, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	if missing := assets.Missing(); missing != "" {
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return assets
}

func get(t *testing.T, assets *Assets, address string, headers map[string]string) *http.Response {
	t.Helper()
	engine := gin.New()
	assets.Register(engine)
	request := httptest.NewRequest(http.MethodGet, address, nil)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestServedAsset(t *testing.T) {
	t.Parallel()
	assets, err := openAssets(sampleBuild())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, accept, encoding, body string }{
		{"no preference", "", "", "plain"},
		{"browsers", "gzip, deflate, br, zstd", "br", "brotli"},
		{"gzip only", "gzip", "gzip", "gzip"},
		{"brotli refused", "br;q=0, gzip;q=0.5", "gzip", "gzip"},
		{"brotli refused at length", "br; q=0.000, gzip", "gzip", "gzip"},
		{"all refused", "br;q=0, gzip;q=0", "", "plain"},
		{"a longer name", "brx", "", "plain"},
		{"capitals", "GZIP", "gzip", "gzip"},
	} {
		t.Run(test.name, func(t *testing.T) {
			response := get(t, assets, assets.URL("app.css"), map[string]string{"Accept-Encoding": test.accept})
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != http.StatusOK || string(body) != test.body {
				t.Errorf("status %d, body %q, want 200 and %q", response.StatusCode, body, test.body)
			}
			for name, want := range map[string]string{
				"Content-Encoding":       test.encoding,
				"Content-Type":           "text/css; charset=utf-8",
				"Cache-Control":          "public, max-age=31536000, immutable",
				"Vary":                   "Accept-Encoding",
				"X-Content-Type-Options": "nosniff",
				"ETag":                   `W/"abc"`,
			} {
				if got := response.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestAssetKnownToReader(t *testing.T) {
	t.Parallel()
	assets, err := openAssets(sampleBuild())
	if err != nil {
		t.Fatal(err)
	}
	response := get(t, assets, assets.URL("app.css"), map[string]string{"If-None-Match": `"other", W/"abc"`})
	if body, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("status %d with %d bytes, want 304 without any", response.StatusCode, len(body))
	}
}

func TestOnlyTheManifestIsServed(t *testing.T) {
	t.Parallel()
	assets, err := openAssets(sampleBuild())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ssr.js", "unannounced.css", "manifest.json", "app.css", "app-1A.css.br", "..%2Fassets.go"} {
		if response := get(t, assets, staticPath+name, nil); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", name, response.StatusCode)
		}
	}
}

func TestWithoutBuild(t *testing.T) {
	t.Parallel()
	assets, err := openAssets(fstest.MapFS{".gitkeep": &fstest.MapFile{}})
	if err != nil {
		t.Fatal(err)
	}
	if assets.Missing() != "the front-end assets are not built: run `make assets`" {
		t.Errorf("Missing says %q", assets.Missing())
	}
	if assets.URL("app.css") != "" || assets.Integrity("app.css") != "" {
		t.Error("an asset that does not exist has an address or a hash")
	}
}

func TestDamagedBuild(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app-1A.css", "app-1A.css.br", "app-1A.css.gz", "ssr.js"} {
		build := sampleBuild()
		delete(build, name)
		if _, err := openAssets(build); err == nil || !strings.Contains(err.Error(), "make assets") {
			t.Errorf("without %s: error %v, want one that says what to run", name, err)
		}
	}
	build := sampleBuild()
	build["manifest.json"].Data = []byte("{")
	if _, err := openAssets(build); err == nil {
		t.Error("a cut manifest was read")
	}
}

// TestBuild checks what build.mjs made against what the pages rely on.
func TestBuild(t *testing.T) {
	t.Parallel()
	assets := ownBuild(t)
	for _, name := range []string{"app.css", "charts.js", "vendor.js", "LICENSES.txt"} {
		f := assets.files[assets.manifest[name].File]
		if f.Body == nil {
			t.Fatalf("%s is not in the manifest", name)
		}
		sum := sha512.Sum384(f.Body)
		if got := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); got != assets.Integrity(name) {
			t.Errorf("%s: integrity %s, want %s", name, assets.Integrity(name), got)
		}
		unzipped, err := gzip.NewReader(bytes.NewReader(f.gzip()))
		if err != nil {
			t.Fatal(err)
		}
		for encoding, reader := range map[string]io.Reader{"br": brotli.NewReader(bytes.NewReader(f.brotli())), "gzip": unzipped} {
			if body, err := io.ReadAll(reader); err != nil || !bytes.Equal(body, f.Body) {
				t.Errorf("%s: the %s form is another file (%v)", name, encoding, err)
			}
		}
	}
	charts := string(assets.files[assets.manifest["charts.js"].File].Body)
	if !strings.Contains(charts, `import("./`+assets.manifest["vendor.js"].File+`")`) {
		t.Error("charts.js does not import vendor.js lazily under its name")
	}
	for _, licence := range []string{"echarts", "zrender", "tslib", "Apache License", "Redistribution and use"} {
		if !bytes.Contains(assets.files[assets.manifest["LICENSES.txt"].File].Body, []byte(licence)) {
			t.Errorf("LICENSES.txt says nothing of %s", licence)
		}
	}
}

// TestBundleSize keeps what a reader downloads for interactive charts within
// the budget of 260 KB a page.
func TestBundleSize(t *testing.T) {
	t.Parallel()
	assets := ownBuild(t)
	for name, most := range map[string]int{"charts.js": 5_000, "vendor.js": 200_000} {
		if got := len(assets.files[assets.manifest[name].File].brotli()); got > most {
			t.Errorf("%s takes %d bytes, want at most %d", name, got, most)
		}
	}
}
