package widgets

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"
)

//go:embed all:dist messages/*.json style/avis.css templates/*.html
var embedded embed.FS

// How long browsers may keep a file: for ever when its address names its
// content, an hour when the address outlives it.
const (
	immutable = "public, max-age=31536000, immutable"
	evergreen = "public, max-age=3600"
)

// major is the version of the script that the evergreen address stands for.
const major = "1"

// assets are the files served under /widget, compressed once at start.
type assets struct {
	files map[string]asset
	// style is the address of the style sheet, script that of the script's
	// exact version, empty when it is not built.
	style  string
	script string
}

// asset is one file, ready to be sent.
type asset struct {
	contentType  string
	cacheControl string
	// etag names the content, without quotes.
	etag   string
	bodies map[string][]byte // by content coding: "", gzip, br
}

// manifest is what widgets/build.mjs says of the script that it built.
type manifest struct {
	Version   string `json:"version"`
	File      string `json:"file"`
	Integrity string `json:"integrity"`
}

// loadAssets prepares the style sheet, and the script when it is built. A
// script that is not the one in its manifest is an error.
func loadAssets(files fs.FS) (assets, error) {
	all := assets{files: map[string]asset{}}
	style, err := fs.ReadFile(files, "style/avis.css")
	if err != nil {
		return all, fmt.Errorf("cannot read the style sheet: %w", err)
	}
	sheet := newAsset(style, "text/css; charset=utf-8", immutable)
	all.style = "/widget/style/avis-" + sheet.etag + ".css"
	all.files[all.style] = sheet

	data, err := fs.ReadFile(files, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return all, fmt.Errorf("cannot read the script's manifest: %w", err)
	}
	var built manifest
	if err := json.Unmarshal(data, &built); err != nil {
		return all, fmt.Errorf("cannot read the script's manifest: %w", err)
	}
	script, err := fs.ReadFile(files, "dist/"+built.File)
	if err != nil {
		return all, fmt.Errorf("cannot read the script: %w", err)
	}
	sum := sha512.Sum384(script)
	if built.Integrity != "sha384-"+base64.StdEncoding.EncodeToString(sum[:]) {
		return all, fmt.Errorf("%s is not the script of its manifest: run make assets", built.File)
	}
	exact := newAsset(script, "text/javascript; charset=utf-8", immutable)
	latest := exact
	latest.cacheControl = evergreen
	all.script = "/widget/" + built.Version + "/" + built.File
	all.files[all.script] = exact
	all.files["/widget/"+major+"/"+built.File] = latest
	return all, nil
}

func newAsset(body []byte, contentType, cacheControl string) asset {
	sum := sha256.Sum256(body)
	return asset{contentType: contentType, cacheControl: cacheControl, etag: hex.EncodeToString(sum[:8]), bodies: map[string][]byte{
		"": body,
		"gzip": compress(body, func(w io.Writer) io.WriteCloser {
			zip, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // a level that exists
			return zip
		}),
		"br": compress(body, func(w io.Writer) io.WriteCloser {
			return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: brotliWindow})
		}),
	}}
}

// brotliWindow is the logarithm of the bytes that brotli looks back: more than an
// asset has. Its tables take eight times as much: 32 MB with the default window.
const brotliWindow = 16

// compress writes to memory, which cannot fail.
func compress(body []byte, through func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := through(&out)
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

// serveAsset answers any site: pages of other administrations load the script.
func (w *Widgets) serveAsset(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("X-Content-Type-Options", "nosniff")
	file, ok := w.assets.files[c.Request.URL.Path]
	switch {
	case !ok && w.assets.script == "" && strings.HasSuffix(c.Request.URL.Path, ".js"):
		c.String(http.StatusServiceUnavailable, "The script is not built: run make assets, then build the observatory again.\n")
		return
	case !ok:
		c.String(http.StatusNotFound, "There is no such file.\n")
		return
	}
	coding := acceptedCoding(c.GetHeader("Accept-Encoding"))
	header.Set("Content-Type", file.contentType)
	header.Set("Cache-Control", file.cacheControl)
	header.Set("Vary", "Accept-Encoding")
	header.Set("ETag", `"`+file.etag+cmp.Or(coding, "plain")+`"`)
	if coding != "" {
		header.Set("Content-Encoding", coding)
	}
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(file.bodies[coding]))
}

// acceptedCoding chooses the smallest coding among those that an
// Accept-Encoding header names and does not refuse with q=0.
func acceptedCoding(header string) string {
	accepted := map[string]bool{}
	for _, item := range strings.Split(header, ",") {
		name, parameter, _ := strings.Cut(item, ";")
		weight := strings.Trim(strings.TrimSpace(parameter), "0.")
		accepted[strings.ToLower(strings.TrimSpace(name))] = weight != "q="
	}
	for _, coding := range []string{"br", "gzip"} {
		if accepted[coding] {
			return coding
		}
	}
	return ""
}
