package dashboard_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard"
	"servicequality/dashboard/page"
)

// TestAddressesToCite: a line to quote has a complete address that nobody but
// the operator can choose; where there is none, the page says what to set.
func TestAddressesToCite(t *testing.T) {
	t.Parallel()
	gin.SetMode(gin.TestMode)
	unnamed := gin.New()
	d, err := dashboard.New(newMemory(), page.Config{}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d.Register(unnamed)
	const partial = "--public-url"
	for name, c := range map[string]struct {
		handler http.Handler
		host    string
		header  string
		want    string // what addresses begin with, "" for none
	}{
		"set by the operator":   {newSite(t).public, "evil.example", "", "https://observatoire.example"},
		"from this machine":     {unnamed, "127.0.0.1:8080", "", "http://127.0.0.1:8080"},
		"by its name":           {unnamed, "localhost:8080", "", "http://localhost:8080"},
		"in the newer way":      {unnamed, "[::1]:8080", "", "http://[::1]:8080"},
		"a forged host":         {unnamed, "evil.example", "", ""},
		"a forged local host":   {unnamed, "localhost:80@evil.example", "", ""},
		"an address of the net": {unnamed, "192.0.2.1:8080", "", ""},
		"behind a proxy":        {unnamed, "127.0.0.1:8080", "X-Forwarded-For", ""},
	} {
		for _, path := range []string{"/demarches/impots", "/donnees"} {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.Host = c.host
			if c.header != "" {
				request.Header.Set(c.header, "192.0.2.1")
			}
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, request)
			body := w.Body.String()
			if c.want != "" && !strings.Contains(body, c.want+path) || strings.Contains(body, partial) != (c.want == "") || strings.Contains(body, "evil") {
				t.Errorf("%s: %s answers %d without %q", name, path, w.Code, c.want)
			}
		}
	}
}
