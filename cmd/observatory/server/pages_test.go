package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// TestPages: our own pages are those of --public-url and those that were asked
// for under the name that is posted to; others are as their headers say.
func TestPages(t *testing.T) {
	p := &observatory.Procedure{ID: "p", Hosts: []string{"www.example.org"}}
	for name, c := range map[string]struct {
		publicURL, host, origin, referer string
		want                             observatory.HostStanding
	}{
		"the procedure's": {"", "127.0.0.1:8080", "https://www.example.org", "", observatory.HostKnown},
		"ours, by name":   {"https://avis.example", "127.0.0.1:8080", "https://avis.example", "", observatory.HostKnown},
		"ours, as asked":  {"", "127.0.0.1:8080", "http://127.0.0.1:8080", "", observatory.HostKnown},
		"ours, referer":   {"", "127.0.0.1:8080", "", "http://127.0.0.1:8080/avis/p", observatory.HostKnown},
		"another":         {"https://avis.example", "127.0.0.1:8080", "https://pasted.example", "https://www.example.org/", observatory.HostUnknown},
		"nobody's":        {"https://avis.example", "127.0.0.1:8080", "", "", observatory.HostNone},
		"a sandbox":       {"https://avis.example", "127.0.0.1:8080", "null", "https://www.example.org/", observatory.HostNone},
	} {
		s := &server{flags: serveFlags{publicURL: c.publicURL}, log: slog.New(slog.DiscardHandler)}
		r := s.router()
		r.Use(s.tellPages)
		var got observatory.HostStanding
		r.POST("/", func(g *gin.Context) { got = p.StandingOf(observatory.PageOf(g.Request.Context())) })
		request := httptest.NewRequest(http.MethodPost, "/", nil)
		request.Host = c.host
		request.Header.Set("Origin", c.origin)
		request.Header.Set("Referer", c.referer)
		r.ServeHTTP(httptest.NewRecorder(), request)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
