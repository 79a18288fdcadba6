package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/singleflight"
)

const (
	typeHTML    = "text/html; charset=utf-8"
	typeCSV     = "text/csv; charset=utf-8"
	typeJSON    = "application/json; charset=utf-8"
	typeText    = "text/plain; charset=utf-8"
	typeSVG     = "image/svg+xml"
	typeProblem = "application/problem+json"
)

// smallest is the size from which compressing is worth the reader's time.
const smallest = 1024

// answer is a finished body with what HTTP says about it. It is immutable and
// shared between requests.
type answer struct {
	status int
	media  string
	body   []byte
	zipped []byte
	etag   string
	// location is where a redirection leads.
	location string
	// filename is what the body is called when it is saved.
	filename string
}

// finish adds the entity tag and the compressed form. The tag follows the
// bytes alone, so a page that a new data version leaves alone stays valid in
// the reader's cache.
func (a *answer) finish() *answer {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	sum := sha256.Sum256(append([]byte(a.media+"\n"), a.body...))
	a.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if len(a.body) >= smallest && a.media != typePNG && a.media != typeXLSX {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(a.body) // into memory: cannot fail
		w.Close()
		a.zipped = b.Bytes()
	}
	return a
}

func (a *answer) size() int { return len(a.body) + len(a.zipped) + 512 }

// write sends the answer, or 304 when the reader has it already.
func (a *answer) write(c *gin.Context, readAt time.Time) {
	h := c.Writer.Header()
	h.Set("Vary", "Accept-Language, Accept-Encoding")
	if a.status >= http.StatusBadRequest {
		h.Set("Cache-Control", "no-store")
		c.Data(a.status, a.media, a.body)
		return
	}
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	if a.location != "" {
		c.Redirect(a.status, a.location)
		return
	}
	h.Set("Last-Modified", readAt.UTC().Format(http.TimeFormat))
	h.Set("ETag", a.etag)
	if matches(c.GetHeader("If-None-Match"), a.etag) {
		c.Status(http.StatusNotModified)
		return
	}
	if a.filename != "" {
		h.Set("Content-Disposition", a.disposition())
	}
	body := a.body
	if a.zipped != nil && accepts(c.GetHeader("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	c.Data(a.status, a.media, body)
}

// disposition has browsers save tables and show the rest.
func (a *answer) disposition() string {
	if a.media == typeCSV || a.media == typeXLSX {
		return `attachment; filename="` + a.filename + `"`
	}
	return `inline; filename="` + a.filename + `"`
}

// matches says whether an If-None-Match header names the tag, compared weakly
// as RFC 9110 asks.
func matches(header, etag string) bool {
	return slices.ContainsFunc(strings.Split(header, ","), func(candidate string) bool {
		candidate = strings.TrimSpace(candidate)
		return candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(etag, "W/")
	})
}

// answers keeps the finished answers of one snapshot by address.
type answers struct {
	most    int
	metrics *metrics
	flight  singleflight.Group

	mu    sync.Mutex
	known map[string]*answer
	bytes int
}

func newAnswers(most int, m *metrics) *answers {
	return &answers{most: most, metrics: m, known: map[string]*answer{}}
}

// get returns the answer kept under the key, or computes and keeps it;
// requests for the same key at the same time wait for one computation. When the memory is
// full everything is forgotten: addresses are without end, pages that matter
// are few and soon back.
func (s *answers) get(key string, compute func() (*answer, error)) (*answer, error) {
	s.mu.Lock()
	a := s.known[key]
	s.mu.Unlock()
	if a != nil {
		return a, nil
	}
	made, err, _ := s.flight.Do(key, func() (any, error) {
		a, err := compute()
		if err != nil {
			return nil, err
		}
		s.metrics.renders.Inc()
		s.keep(key, a.finish())
		return a, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*answer), nil
}

func (s *answers) keep(key string, a *answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes += len(key) + a.size(); s.bytes > s.most {
		clear(s.known)
		s.bytes = len(key) + a.size()
	}
	s.known[key] = a
}
