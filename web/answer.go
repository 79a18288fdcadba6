// Package web is what everyone who answers HTTP shares: finished answers with their
// entity tags and compressed forms, the memory that keeps them, files and built assets
// under names that carry a hash, problems for machines, refusals of addresses, tables
// as CSV and XLSX, the pace that a network is held to, and the headers of answers.
//
// It is about HTTP alone. It imports the domain's types and package locale. It neither
// decides what a page shows or who may see it, nor reads the store.
package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"
)

// The media types of answers.
const (
	TypeHTML   = "text/html; charset=utf-8"
	TypeCSV    = "text/csv; charset=utf-8"
	TypeJSON   = "application/json; charset=utf-8"
	TypeText   = "text/plain; charset=utf-8"
	TypeScript = "text/javascript; charset=utf-8"
	TypeStyle  = "text/css; charset=utf-8"
	TypeSVG    = "image/svg+xml"
	TypePNG    = "image/png"
)

// smallest is the size from which compressing is worth the reader's time.
const smallest = 1024

// Answer is a finished body with what HTTP says about it. It is immutable and
// shared between requests.
type Answer struct {
	Status int
	Media  string
	Body   []byte
	zipped []byte
	etag   string
	// Location is where a redirection leads.
	Location string
	// Filename is what the body is called when it is saved.
	Filename string
	// header is complete but for the body's length and encoding: bare and packed
	// are the lengths of body and zipped.
	header       http.Header
	bare, packed []string
}

// gzipped is the value of Content-Encoding; it is shared between answers.
var gzipped = []string{"gzip"}

// Finish adds the entity tag, the compressed form and the header. The tag
// follows the bytes alone, so a page that a new data version leaves alone stays
// valid in the reader's cache. readAt is when the data was read, zero for an
// answer that is not made of data.
func (a *Answer) Finish(readAt time.Time) *Answer {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	sum := sha256.Sum256(append([]byte(a.Media+"\n"), a.Body...))
	a.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if len(a.Body) >= smallest && a.Media != TypePNG && a.Media != typeXLSX {
		a.zipped = zipped(a.Body, gzip.DefaultCompression)
	}
	a.header = a.headers(readAt)
	a.bare, a.packed = []string{strconv.Itoa(len(a.Body))}, []string{strconv.Itoa(len(a.zipped))}
	return a
}

// headers is what does not depend on the request.
func (a *Answer) headers(readAt time.Time) http.Header {
	h := http.Header{"Vary": {"Accept-Language, Accept-Encoding"}, "Content-Type": {a.Media}}
	if a.Media != TypeHTML {
		setOpenToAll(h)
	}
	if a.Media == TypeSVG {
		h.Set("Content-Security-Policy", PicturePolicy)
	}
	if a.Status >= http.StatusBadRequest {
		h.Set("Cache-Control", "no-store")
		return h
	}
	h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	if a.Location != "" {
		h.Del("Content-Type")
		return h
	}
	h.Set("ETag", a.etag)
	if a.Media != TypeHTML { // a page is known by its tag, and says itself when its figures were computed
		h.Set("Last-Modified", readAt.UTC().Format(http.TimeFormat))
	}
	if a.Filename != "" {
		h.Set("Content-Disposition", a.Disposition())
	}
	return h
}

func (a *Answer) size() int { return len(a.Body) + len(a.zipped) + 1024 }

// Write sends the answer, or 304 when the reader has it already.
func (a *Answer) Write(c *gin.Context) {
	h := c.Writer.Header()
	maps.Copy(h, a.header) // the values are shared: nobody changes them
	if a.Location != "" {
		c.Redirect(a.Status, a.Location)
		return
	}
	if had := c.GetHeader("If-None-Match"); had != "" && a.Status < http.StatusBadRequest && matches(had, a.etag) {
		delete(h, "Content-Type")
		c.Status(http.StatusNotModified)
		return
	}
	body, length := a.Body, a.bare
	if a.zipped != nil && accepts(c.GetHeader("Accept-Encoding"), "gzip") {
		h["Content-Encoding"] = gzipped
		body, length = a.zipped, a.packed
	}
	h["Content-Length"] = length // else it would go in chunks
	c.Status(a.Status)
	_, _ = c.Writer.Write(body) // a reader who went away is no failure
}

// Disposition returns the header Content-Disposition, by which browsers save tables and
// show everything else.
func (a *Answer) Disposition() string {
	if a.Media == TypeCSV || a.Media == typeXLSX {
		return `attachment; filename="` + a.Filename + `"`
	}
	return `inline; filename="` + a.Filename + `"`
}

// matches says whether an If-None-Match header names the tag, compared weakly
// as RFC 9110 asks.
func matches(header, etag string) bool {
	return slices.ContainsFunc(strings.Split(header, ","), func(candidate string) bool {
		candidate = strings.TrimSpace(candidate)
		return candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(etag, "W/")
	})
}

// Answers keeps the finished answers of one snapshot by address.
type Answers struct {
	most    int
	renders prometheus.Counter
	flight  singleflight.Group

	mu    sync.RWMutex
	known map[string]*Answer
	bytes int
}

// NewAnswers keeps up to about so many bytes; renders counts what was computed.
func NewAnswers(most int, renders prometheus.Counter) *Answers {
	return &Answers{most: most, renders: renders, known: map[string]*Answer{}}
}

// Get returns the answer kept under the key, or computes and keeps it; requests for the
// same key at the same time wait for one computation. When the memory is full all
// answers are dropped: the number of addresses has no bound, and the few that are often
// asked for are soon kept again.
func (s *Answers) Get(key string, readAt time.Time, compute func() (*Answer, error)) (*Answer, error) {
	if a := s.Cached(key); a != nil {
		return a, nil
	}
	made, err, _ := s.flight.Do(key, func() (any, error) {
		a, err := compute()
		if err != nil {
			return nil, err
		}
		s.renders.Inc()
		a.Finish(readAt)
		s.keep(key, a, a.size())
		return a, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*Answer), nil
}

// Cached is the answer kept under the key, nil when there is none.
func (s *Answers) Cached(key string) *Answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[key]
}

// CachedAs is Cached for a key in bytes, which it does not copy.
func (s *Answers) CachedAs(key []byte) *Answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[string(key)]
}

// Alias keeps a known answer under another key too.
func (s *Answers) Alias(key string, a *Answer) { s.keep(key, a, 0) }

// keep remembers an answer of a size, the key apart.
func (s *Answers) keep(key string, a *Answer, size int) {
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

// JSON writes a value as the open data does, with a line end.
func JSON(value any) (*Answer, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("cannot write JSON: %w", err)
	}
	return &Answer{Media: TypeJSON, Body: append(text, '\n')}, nil
}

// JSONFile writes JSON under a name to save it by, which says when it is synthetic.
func JSONFile(value any, name string, synthetic bool) (*Answer, error) {
	a, err := JSON(value)
	if err != nil {
		return nil, err
	}
	a.Filename = FileName(name, synthetic)
	return a, nil
}

// FileName returns the name that a file is saved by; it says so when the figures are
// synthetic.
func FileName(name string, synthetic bool) string {
	if synthetic {
		name = "demonstration-" + name
	}
	return name
}
