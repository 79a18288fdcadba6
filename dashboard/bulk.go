package dashboard

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/web"
)

// Names of the files that every edition has.
const (
	manifestFile  = "manifest.json"
	signatureFile = "manifest.json.sig"
)

// filePath is the address of a file of an edition.
func filePath(edition, file string) string {
	return "/donnees/" + url.PathEscape(edition) + "/" + url.PathEscape(file)
}

// bulk is what a manifest says of the files of an edition.
type bulk struct {
	PublicKey string     `json:"public_key"`
	Files     []bulkFile `json:"files"`
}

type bulkFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// files reads the manifest of a published edition; it is empty where the files
// are not on this machine.
func (d Dashboard) files(edition string) bulk {
	var b bulk
	root, err := os.OpenRoot(d.Cfg.ArchiveFolder)
	if err != nil {
		return b
	}
	defer root.Close()
	text, err := root.ReadFile(path.Join(edition, manifestFile))
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		d.Log.Warn("the files of an edition are not here", "edition", edition, "error", err)
	}
	return b
}

// publicKey is the key that the newest edition whose files are here is signed
// with.
func (d Dashboard) publicKey(editions []edition.Edition) string {
	for _, e := range slices.Backward(editions) {
		if key := d.files(e.ID).PublicKey; key != "" {
			return key
		}
	}
	return ""
}

// bulkFile sends a file of a published edition. It never changes: whoever has
// it needs not ask again.
func (d Dashboard) bulkFile(c *gin.Context) {
	snap, _, err := d.Shelf.Current(c.Request.Context())
	if err == nil {
		err = d.sendFile(c, snap)
	}
	if err != nil {
		a := web.Problem(d.Fail(c, err)).Finish(time.Time{})
		a.Write(c)
	}
	d.Metrics.Answers.WithLabelValues(c.FullPath(), strconv.Itoa(c.Writer.Status())).Inc()
}

func (d Dashboard) sendFile(c *gin.Context, snap *snapshot.Snapshot) error {
	e, err := edition.Find(snap.Editions, c.Param("edition"))
	if err != nil {
		return err
	}
	name := c.Param("file")
	tag, known := e.Manifest, name == manifestFile || name == signatureFile
	for _, f := range d.files(e.ID).Files {
		if f.Name == name {
			tag, known = f.SHA256, true
		}
	}
	if !known {
		return observatory.ErrNotFound
	}
	root, err := os.OpenRoot(d.Cfg.ArchiveFolder)
	if err != nil {
		return err
	}
	defer root.Close()
	file, err := root.Open(path.Join(e.ID, name))
	if err != nil {
		return err
	}
	defer file.Close()
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", bulkType(name))
	h.Set("Content-Disposition", `attachment; filename="`+e.ID+"-"+name+`"`)
	h.Set("ETag", `"`+name+"-"+tag+`"`)
	http.ServeContent(c.Writer, c.Request, name, e.PublishedAt, file)
	return nil
}

func bulkType(name string) string {
	switch path.Ext(name) {
	case ".csv":
		return web.TypeCSV
	case ".json":
		return web.TypeJSON
	case ".parquet":
		return "application/vnd.apache.parquet"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return web.TypeText
}
