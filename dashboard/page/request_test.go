package page

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard/snapshot/snapshottest"
	"servicequality/web"
)

func newBlank(t *testing.T, version func(context.Context) (string, error)) *Site {
	t.Helper()
	d, err := New(snapshottest.Blank{Version: version}, Config{}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBrokenViewIsAnErrorPage(t *testing.T) {
	t.Parallel()
	d := newBlank(t, func(context.Context) (string, error) { return "1", nil })
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	engine.GET("/broken", d.Page(func(*Request) (*web.Answer, error) { panic("broken") }))
	engine.GET("/broken.json", d.Page(func(*Request) (*web.Answer, error) { return nil, errors.New("secret detail") }))
	for path, want := range map[string]string{"/broken?lang=en": "Something went wrong", "/broken.json": `"status":500`} {
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
