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
	files    map[string]File
	// Script is the script that draws charts on the server; empty without a build.
	Script string
}

// asset is an entry of the manifest.
type asset struct {
	File      string `json:"file"`
	Integrity string `json:"integrity"`
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
	a := &Assets{files: map[string]File{}}
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
func openFile(dist fs.FS, asset asset) (File, error) {
	var plain, brotli, gzip []byte
	for suffix, content := range map[string]*[]byte{"": &plain, ".br": &brotli, ".gz": &gzip} {
		var err error
		if *content, err = fs.ReadFile(dist, asset.File+suffix); err != nil {
			return File{}, err
		}
	}
	return File{
		Media: mediaType(asset.File), CacheControl: Immutable, Tag: strings.TrimPrefix(asset.Integrity, "sha384-"), weak: true,
		Body: plain, brotli: func() []byte { return brotli }, gzip: func() []byte { return gzip },
	}, nil
}

// mediaType does not ask the operating system: its tables differ.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return TypeStyle
	case ".js":
		return TypeScript
	}
	return TypeText
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
		r.Match([]string{http.MethodGet, http.MethodHead}, staticPath+name, f.Send)
	}
}
