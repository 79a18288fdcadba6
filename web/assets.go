package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// dist holds what build.mjs made; nothing but .gitkeep before it ran.
//
//go:embed all:dist
var dist embed.FS

// NotBuilt is the sentence for assets that are missing.
const NotBuilt = "the front-end assets are not built: run `make assets`"

// staticPath is where the files of the pages are served.
const staticPath = "/static/"

// Assets are the built style sheet and scripts of the pages. Names are those of the
// manifest: app.css, charts.js, vendor.js, LICENSES.txt. Without a build there are
// none, and pages work without them. Assets are immutable.
type Assets struct {
	manifest map[string]asset
	files    map[string]*file
	// Script is the script that draws charts on the server; empty without a build.
	Script string
}

// asset is an entry of the manifest.
type asset struct {
	File      string `json:"file"`
	Integrity string `json:"integrity"`
}

// file is what is served under a name that carries a hash of the content.
type file struct {
	media             string
	etag              string
	raw, brotli, gzip []byte
}

// NewAssets reads the assets that the binary was built with. Missing assets
// are no error (see Missing), damaged ones are.
func NewAssets() (*Assets, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("cannot open the front-end assets: %w", err)
	}
	return openAssets(files)
}

func openAssets(dist fs.FS) (*Assets, error) {
	a := &Assets{files: map[string]*file{}}
	text, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &a.manifest)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the manifest of the front-end assets, run `make assets` again: %w", err)
	}
	for name, asset := range a.manifest {
		f, err := openFile(dist, asset)
		if err != nil {
			return nil, fmt.Errorf("cannot open %s, run `make assets` again: %w", name, err)
		}
		a.files[asset.File] = f
	}
	drawing, err := fs.ReadFile(dist, "ssr.js")
	if err != nil {
		return nil, fmt.Errorf("cannot open the charts' script, run `make assets` again: %w", err)
	}
	a.Script = string(drawing)
	return a, nil
}

// openFile reads a file and its compressed forms, which were made once, when
// the assets were built.
func openFile(dist fs.FS, asset asset) (*file, error) {
	f := &file{media: mediaType(asset.File), etag: `W/"` + strings.TrimPrefix(asset.Integrity, "sha384-") + `"`}
	for suffix, content := range map[string]*[]byte{"": &f.raw, ".br": &f.brotli, ".gz": &f.gzip} {
		var err error
		if *content, err = fs.ReadFile(dist, asset.File+suffix); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// mediaType does not ask the operating system: its tables differ.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// Missing is the sentence to show at start when the assets were not built, and
// empty when they were.
func (a *Assets) Missing() string {
	if a.manifest == nil {
		return NotBuilt
	}
	return ""
}

// URL is the address of an asset; empty when there is no such asset.
func (a *Assets) URL(name string) string {
	asset, ok := a.manifest[name]
	if !ok {
		return ""
	}
	return staticPath + asset.File
}

// Integrity is the hash of an asset for the attribute of that name; empty when
// there is no such asset.
func (a *Assets) Integrity(name string) string { return a.manifest[name].Integrity }

// Register serves every asset under /static/, each at its own address: other
// packages have addresses there as well.
func (a *Assets) Register(r gin.IRouter) {
	for name, f := range a.files {
		r.Match([]string{http.MethodGet, http.MethodHead}, staticPath+name, f.serve)
	}
}

// serve sends the file for ever: another content has another name.
func (f *file) serve(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.etag)
	if matches(c.GetHeader("If-None-Match"), f.etag) {
		c.Status(http.StatusNotModified)
		return
	}
	body := f.raw
	switch accept := c.GetHeader("Accept-Encoding"); {
	case accepts(accept, "br"):
		h.Set("Content-Encoding", "br")
		body = f.brotli
	case accepts(accept, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	c.Data(http.StatusOK, f.media, body)
}

// accepts says whether an Accept-Encoding header names the encoding and does
// not refuse it with a weight of 0.
func accepts(header, encoding string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(entry, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		weight = strings.ReplaceAll(weight, " ", "")
		return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
	}
	return false
}
