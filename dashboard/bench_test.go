package dashboard_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"observatory/dashboard"
)

// BenchmarkPage compares a warm page with a handler that sends the same bytes:
// what is between them is the price of languages, versions and filters.
func BenchmarkPage(b *testing.B) {
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	d, err := dashboard.New(newMemory(), dashboard.Config{}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	d.Register(engine)
	body := ask(engine, "/demarches?lang=fr").Body.Bytes()
	engine.GET("/static-page", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", body) })
	for name, address := range map[string]string{"static": "/static-page", "list": "/demarches?lang=fr", "procedure": "/demarches/impots"} {
		b.Run(name, func(b *testing.B) {
			request := httptest.NewRequest(http.MethodGet, address, nil)
			request.Header.Set("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5")
			for b.Loop() {
				engine.ServeHTTP(httptest.NewRecorder(), request)
			}
		})
	}
}
