package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
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
	// header is complete but for the body's length and encoding: bare and packed
	// are the lengths of body and zipped.
	header       http.Header
	bare, packed []string
}

// gzipped is the value of Content-Encoding; it is shared between answers.
var gzipped = []string{"gzip"}

// finish adds the entity tag, the compressed form and the header. The tag
// follows the bytes alone, so a page that a new data version leaves alone stays
// valid in the reader's cache. readAt is when the data was read, zero for an
// answer that is not made of data.
func (a *answer) finish(readAt time.Time) *answer {
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
	a.header = a.headers(readAt)
	a.bare, a.packed = []string{strconv.Itoa(len(a.body))}, []string{strconv.Itoa(len(a.zipped))}
	return a
}

// headers is what does not depend on the request.
func (a *answer) headers(readAt time.Time) http.Header {
	h := http.Header{"Vary": {"Accept-Language, Accept-Encoding"}, "Content-Type": {a.media}}
	if a.media != typeHTML {
		setOpenToAll(h)
	}
	if a.media == typeSVG {
		h.Set("Content-Security-Policy", picturePolicy)
	}
	if a.status >= http.StatusBadRequest {
		h.Set("Cache-Control", "no-store")
		return h
	}
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	if a.location != "" {
		h.Del("Content-Type")
		return h
	}
	h.Set("ETag", a.etag)
	if a.media != typeHTML { // a page is known by its tag, and says itself when its figures were computed
		h.Set("Last-Modified", readAt.UTC().Format(http.TimeFormat))
	}
	if a.filename != "" {
		h.Set("Content-Disposition", a.disposition())
	}
	return h
}

func (a *answer) size() int { return len(a.body) + len(a.zipped) + 1024 }

// write sends the answer, or 304 when the reader has it already.
func (a *answer) write(c *gin.Context) {
	h := c.Writer.Header()
	maps.Copy(h, a.header) // the values are shared: nobody changes them
	if a.location != "" {
		c.Redirect(a.status, a.location)
		return
	}
	if had := c.GetHeader("If-None-Match"); had != "" && a.status < http.StatusBadRequest && matches(had, a.etag) {
		delete(h, "Content-Type")
		c.Status(http.StatusNotModified)
		return
	}
	body, length := a.body, a.bare
	if a.zipped != nil && accepts(c.GetHeader("Accept-Encoding"), "gzip") {
		h["Content-Encoding"] = gzipped
		body, length = a.zipped, a.packed
	}
	h["Content-Length"] = length // else it would go in chunks
	c.Status(a.status)
	_, _ = c.Writer.Write(body) // a reader who went away is no failure
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

	mu    sync.RWMutex
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
func (s *answers) get(key string, readAt time.Time, compute func() (*answer, error)) (*answer, error) {
	if a := s.kept(key); a != nil {
		return a, nil
	}
	made, err, _ := s.flight.Do(key, func() (any, error) {
		a, err := compute()
		if err != nil {
			return nil, err
		}
		s.metrics.renders.Inc()
		a.finish(readAt)
		s.keep(key, a, a.size())
		return a, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*answer), nil
}

// kept is the answer kept under the key, nil when there is none.
func (s *answers) kept(key string) *answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[key]
}

// keptAs is kept for a key that need not be copied.
func (s *answers) keptAs(key []byte) *answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[string(key)]
}

// alias keeps a known answer under another key too.
func (s *answers) alias(key string, a *answer) { s.keep(key, a, 0) }

// keep remembers an answer of a size, the key apart.
func (s *answers) keep(key string, a *answer, size int) {
	size += len(key) + perKey
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes += size; s.bytes > s.most {
		clear(s.known)
		s.bytes = size
	}
	s.known[key] = a
}

// perKey is about what a place in the map takes, in bytes.
const perKey = 64
