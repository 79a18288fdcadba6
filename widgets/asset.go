package widgets

import (
	"bytes"
	"cmp"
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

// asset is one file, ready to be sent.
type asset struct {
	contentType  string
	cacheControl string
	// etag names the content, without quotes.
	etag string
	body []byte
	// codings are the same body by content coding, made when first asked for.
	codings map[string]func() []byte
}

func newAsset(body []byte, contentType, cacheControl string) asset {
	sum := sha256.Sum256(body)
	return asset{contentType: contentType, cacheControl: cacheControl, etag: hex.EncodeToString(sum[:8]), body: body, codings: map[string]func() []byte{
		"gzip": sync.OnceValue(func() []byte {
			return compress(body, func(w io.Writer) io.WriteCloser {
				zip, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // a level that exists
				return zip
			})
		}),
		"br": sync.OnceValue(func() []byte {
			return compress(body, func(w io.Writer) io.WriteCloser {
				return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: brotliWindow})
			})
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

// send answers with the file to any site: pages of other administrations load
// the script and show the pictures.
func (a asset) send(c *gin.Context) {
	header := c.Writer.Header()
	openToSites(header)
	body, coding := a.body, acceptedCoding(c.GetHeader("Accept-Encoding"))
	if encoded := a.codings[coding]; encoded != nil {
		body = encoded()
		header.Set("Content-Encoding", coding)
	}
	header.Set("Content-Type", a.contentType)
	header.Set("Cache-Control", a.cacheControl)
	header.Set("Vary", "Accept-Encoding")
	header.Set("ETag", `"`+a.etag+cmp.Or(coding, "plain")+`"`)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(body))
}

// openToSites lets pages of any origin use an answer.
func openToSites(header http.Header) {
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("X-Content-Type-Options", "nosniff")
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
