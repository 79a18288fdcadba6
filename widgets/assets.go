package widgets

import (
	"bytes"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/web"
)

//go:embed all:dist released messages style/*.css templates/*.html
var embedded embed.FS

// typeJSON is the media type of the script's manifest.
const typeJSON = "application/json"

// Files of the build that pages name.
const (
	scriptFile      = "mon-avis.js"
	frameFile       = "frame.js"
	integrationFile = "integration.js"
	modalFile       = "jdma-modal-widget.js"
	manifestFile    = "manifest.json"
)

// assets are the files served under /widget, compressed once at start.
type assets struct {
	files map[string]web.File
	// style and frame are the addresses of the style sheets.
	style, frame string
	// pages are the scripts of our own pages, by their file names.
	pages map[string]builtScript
	// built describes the newest script; its version is empty when there is
	// none.
	built manifest
}

// manifest is what widgets/build.mjs says of what it built.
type manifest struct {
	Version string               `json:"version"`
	Script  string               `json:"script"`
	Files   map[string]builtFile `json:"files"`
}

// builtFile is one file of a build; Integrity is its hash as the attribute
// integrity takes it.
type builtFile struct {
	Integrity string `json:"integrity"`
	Bytes     int    `json:"bytes"`
	Gzip      int    `json:"gzip"`
}

// major is the version of the script that the evergreen address stands for.
func (m manifest) major() string {
	major, _, _ := strings.Cut(m.Version, ".")
	return major
}

// compare orders versions by their numbers.
func (m manifest) compare(other manifest) int {
	numbers := func(version string) (three [3]int) {
		_, _ = fmt.Sscanf(version, "%d.%d.%d", &three[0], &three[1], &three[2])
		return three
	}
	a, b := numbers(m.Version), numbers(other.Version)
	return slices.Compare(a[:], b[:])
}

// exact and latest are the addresses of a file of the newest script: the
// immutable and the evergreen one.
func (a assets) exact(file string) string  { return "/widget/" + a.built.Version + "/" + file }
func (a assets) latest(file string) string { return "/widget/" + a.built.major() + "/" + file }

// loadAssets prepares the style sheets, the scripts of our pages, every
// released script, and the newest when it is built. Files that are not those of
// their manifest are an error, and so is another script under a version that
// was released.
func loadAssets(files fs.FS) (assets, error) {
	all := assets{files: map[string]web.File{}, pages: map[string]builtScript{}}
	for name, address := range map[string]*string{"avis": &all.style, "frame": &all.frame} {
		style, err := fs.ReadFile(files, "style/"+name+".css")
		if err != nil {
			return all, fmt.Errorf("cannot read the style sheet: %w", err)
		}
		sheet := web.NewFile(style, web.TypeStyle, web.Immutable)
		*address = "/widget/style/" + name + "-" + sheet.Tag + ".css"
		all.files[*address] = sheet
	}
	if err := all.addPages(files); err != nil {
		return all, err
	}
	folders, err := fs.Glob(files, "released/*/"+manifestFile)
	if err != nil {
		return all, fmt.Errorf("cannot look for released scripts: %w", err)
	}
	var versions []manifest
	for _, name := range append(folders, "dist/"+manifestFile) {
		m, err := all.add(files, path.Dir(name))
		switch {
		case err == nil:
			versions = append(versions, m)
		case !errors.Is(err, fs.ErrNotExist): // what is not built is no error
			return all, err
		}
	}
	slices.SortStableFunc(versions, manifest.compare)
	for _, m := range versions { // the newest of a major version comes last
		all.built = m
		for _, name := range append(slices.Collect(maps.Keys(m.Files)), manifestFile) {
			latest := all.files[all.exact(name)]
			latest.CacheControl = web.Evergreen
			all.files[all.latest(name)] = latest
		}
	}
	return all, nil
}

// addPages adds the scripts of our own pages, which are named by their content.
func (a *assets) addPages(files fs.FS) error {
	names, err := fs.Glob(files, "dist/page/*.js")
	if err != nil {
		return fmt.Errorf("cannot look for the scripts of the pages: %w", err)
	}
	for _, name := range names {
		code, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("cannot read a script of the pages: %w", err)
		}
		file := web.NewFile(code, web.TypeScript, web.Immutable)
		base := path.Base(name)
		script := builtScript{"/widget/page/" + strings.TrimSuffix(base, ".js") + "-" + file.Tag + ".js", integrity(code)}
		a.pages[base], a.files[script.Address] = script, file
	}
	return nil
}

// add adds the build in a folder; the error wraps fs.ErrNotExist when there is
// none.
func (a *assets) add(files fs.FS, folder string) (manifest, error) {
	var m manifest
	data, err := fs.ReadFile(files, folder+"/"+manifestFile)
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		return manifest{}, fmt.Errorf("cannot read the script's manifest: %w", err)
	}
	at := func(name string) string { return "/widget/" + m.Version + "/" + name }
	for name, built := range m.Files {
		code, err := fs.ReadFile(files, folder+"/"+name)
		if err != nil {
			return manifest{}, fmt.Errorf("cannot read the script: %s %s: run make assets", folder, name) //nolint:errorlint // a missing file of a build is no missing build
		}
		if built.Integrity != integrity(code) {
			return manifest{}, fmt.Errorf("%s/%s is not the file of its manifest: run make assets", folder, name)
		}
		if before, released := a.files[at(name)]; released && !bytes.Equal(before.Body, code) {
			return manifest{}, fmt.Errorf("%s/%s is not what was released as %s: raise VERSION in widgets/build.mjs", folder, name, m.Version)
		}
		a.files[at(name)] = web.NewFile(code, web.TypeScript, web.Immutable)
	}
	a.files[at(manifestFile)] = web.NewFile(data, typeJSON, web.Immutable)
	return m, nil
}

// integrity is the hash of a file as the attribute integrity takes it.
func integrity(code []byte) string {
	sum := sha512.Sum384(code)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// send answers with a file to any site: pages of other administrations load the
// script and show the pictures.
func send(c *gin.Context, file web.File) {
	openToSites(c.Writer.Header())
	file.Send(c)
}

// openToSites lets pages of any origin use an answer.
func openToSites(header http.Header) {
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("X-Content-Type-Options", "nosniff")
}

// serveAsset answers with one of the files.
func (w *Widgets) serveAsset(c *gin.Context) {
	w.sendAsset(c, c.Request.URL.Path)
}

func (w *Widgets) sendAsset(c *gin.Context, address string) {
	file, ok := w.assets.files[address]
	switch {
	case ok:
		send(c, file)
	case len(w.assets.pages) == 0 && strings.HasSuffix(address, ".js"):
		openToSites(c.Writer.Header())
		c.String(http.StatusServiceUnavailable, "The script is not built: run make assets, then build the observatory again.\n")
	default:
		openToSites(c.Writer.Header())
		c.String(http.StatusNotFound, "There is no such file.\n")
	}
}
