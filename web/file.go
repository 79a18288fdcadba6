package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"
)

// How long browsers may keep a file: for ever when its address names its content, an
// hour when the address outlives it.
const (
	Immutable = "public, max-age=31536000, immutable"
	Evergreen = "public, max-age=3600"
)

// File is a body that is compressed once and sent often, by an address of its own or
// whenever it is drawn. A copy with another Cache-Control is the same file.
type File struct {
	// Media is its Content-Type, CacheControl how long it may be kept.
	Media, CacheControl string
	// Tag names the content, without quotes.
	Tag string
	// Body is the content as it is. Nobody changes it.
	Body []byte
	// weak says that the entity tag names the content in whatever coding. A strong one
	// names the bytes that are sent, so that a part of them may be asked for.
	weak         bool
	brotli, gzip func() []byte
}

// NewFile is a file with a strong entity tag, whose compressed forms are made when they
// are first asked for.
func NewFile(body []byte, media, cacheControl string) File {
	sum := sha256.Sum256(body)
	return File{
		Media: media, CacheControl: cacheControl, Tag: hex.EncodeToString(sum[:8]), Body: body,
		brotli: sync.OnceValue(func() []byte {
			return compressed(body, func(w io.Writer) io.WriteCloser {
				return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: brotliWindow})
			})
		}),
		gzip: sync.OnceValue(func() []byte { return zipped(body, gzip.BestCompression) }),
	}
}

// brotliWindow is the logarithm of the bytes that brotli looks back: more than a file
// has. Its tables take eight times as much: 32 MB with the default window.
const brotliWindow = 16

// zipped is the body through gzip at one of its levels.
func zipped(body []byte, level int) []byte {
	return compressed(body, func(w io.Writer) io.WriteCloser {
		zip, _ := gzip.NewWriterLevel(w, level) // a level that exists
		return zip
	})
}

// compressed writes to memory, which cannot fail.
func compressed(body []byte, through func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := through(&out)
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

// Send answers with the file in the smallest form that the reader accepts, or 304 when
// the reader has it already.
func (f File) Send(c *gin.Context) {
	body, coding := f.Body, ""
	switch accept := c.GetHeader("Accept-Encoding"); {
	case accepts(accept, "br"):
		body, coding = f.brotli(), "br"
	case accepts(accept, "gzip"):
		body, coding = f.gzip(), "gzip"
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", f.CacheControl)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.etag(coding))
	if f.weak && matches(c.GetHeader("If-None-Match"), f.etag(coding)) {
		c.Status(http.StatusNotModified)
		return
	}
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	if f.weak {
		c.Data(http.StatusOK, f.Media, body)
		return
	}
	h.Set("Content-Type", f.Media)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(body))
}

// etag is the entity tag of the file in that coding, none for its body as it is.
func (f File) etag(coding string) string {
	switch {
	case f.weak:
		return `W/"` + f.Tag + `"`
	case coding == "":
		coding = "plain"
	}
	return `"` + f.Tag + coding + `"`
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
