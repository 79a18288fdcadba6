package editions

import (
	"net/http"
	"os"
	"path"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/data"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/web"
)

// File sends a file of a published edition. It never changes: whoever has
// it needs not ask again.
func (d Pages) File(c *gin.Context) {
	snap, _, err := d.Shelf.Current(c.Request.Context())
	if err == nil {
		err = d.sendFile(c, snap)
	}
	if err != nil {
		a := d.Fail(c, err).Problem().Answer().Finish(time.Time{})
		a.Write(c)
	}
	d.Metrics.Answers.WithLabelValues(c.FullPath(), strconv.Itoa(c.Writer.Status())).Inc()
}

func (d Pages) sendFile(c *gin.Context, snap *snapshot.Snapshot) error {
	e, err := edition.Find(snap.Editions, c.Param("edition"))
	if err != nil {
		return err
	}
	name := c.Param("file")
	tag, known := e.Manifest, name == data.ManifestName || name == data.SignatureName
	archive := data.Archive{Site: d.Site}
	for _, f := range archive.ManifestOf(e.ID).Files {
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
	h.Set("Content-Type", mediaOf(name))
	h.Set("Content-Disposition", `attachment; filename="`+e.ID+"-"+name+`"`)
	h.Set("ETag", `"`+name+"-"+tag+`"`)
	http.ServeContent(c.Writer, c.Request, name, e.PublishedAt, file)
	return nil
}

func mediaOf(name string) string {
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
