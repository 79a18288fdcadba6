package server

import (
	"bytes"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory/rating"
)

// TestNoPrefix: a stranger's header is no part of where an address leads.
func TestNoPrefix(t *testing.T) {
	s := &server{log: slog.New(slog.DiscardHandler)}
	r := s.router()
	r.GET("/demarches", func(*gin.Context) {})
	request := httptest.NewRequest(http.MethodGet, "/demarches/", nil)
	request.Header.Set("X-Forwarded-Prefix", "/elsewhere")
	answer := httptest.NewRecorder()
	withoutPrefix(r).ServeHTTP(answer, request)
	if to := answer.Header().Get("Location"); answer.Code != http.StatusMovedPermanently || to != "/demarches" {
		t.Errorf("a final slash leads to %q, status %d", to, answer.Code)
	}
}

// TestClients: an address in a header is believed of trusted proxies alone, and
// what is not believed is told once, without an address.
func TestClients(t *testing.T) {
	for name, c := range map[string]struct {
		proxies, remote string
		headers         map[string]string
		want            string
		says            string // in the log, once; empty for nothing
	}{
		"direct":           {"", "192.0.2.1:5000", nil, "c0000201", ""},
		"IPv6":             {"", "[2001:db8:1:2:3:4:5:6]:5000", nil, "20010db8000100020000000000000000", ""},
		"invented header":  {"", "192.0.2.1:5000", map[string]string{"X-Forwarded-For": "198.51.100.1"}, "c0000201", "--trusted-proxies"},
		"behind a proxy":   {"10.0.0.0/8, 192.0.2.9", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "198.51.100.1:4000"}, "c6336401", ""},
		"behind two":       {"10.0.0.0/8, 192.0.2.9", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}, "c6336401", ""},
		"invented before":  {"10.0.0.0/8", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}, "cb007105", ""},
		"another proxy":    {"10.0.0.0/8", "11.1.2.3:5000", map[string]string{"X-Forwarded-For": "198.51.100.1"}, "0b010203", "--trusted-proxies"},
		"another header":   {"10.0.0.0/8", "10.1.2.3:5000", map[string]string{"X-Real-IP": "198.51.100.1"}, "0a010203", "missing or empty"},
		"unknown":          {"10.0.0.0/8", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "198.51.100.1, unknown"}, "0a010203", `\"unknown\"`},
		"a name":           {"10.0.0.0/8", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "_h1"}, "0a010203", "shape=_a9"},
		"another language": {"10.0.0.0/8", "10.1.2.3:5000", map[string]string{"X-Forwarded-For": "for=198.51.100.1"}, "0a010203", `shape="aaa=999.99.999.9"`},
		"a unix socket":    {"", "@", nil, "", ""},
	} {
		var log bytes.Buffer
		s := &server{flags: serveFlags{trustedProxies: c.proxies}, log: slog.New(slog.NewTextHandler(&log, nil))}
		r := s.router()
		r.Use(s.tellClients())
		var got rating.Client
		r.POST("/", func(g *gin.Context) { got = rating.ClientOf(g.Request.Context()) })
		for range 2 {
			request := httptest.NewRequest(http.MethodPost, "/", nil)
			request.RemoteAddr = c.remote
			for header, value := range c.headers {
				request.Header.Set(header, value)
			}
			r.ServeHTTP(httptest.NewRecorder(), request)
		}
		if hex.EncodeToString(got.Network(nil)) != c.want {
			t.Errorf("%s: the client is %x, want %s", name, got.Network(nil), c.want)
		}
		lines := strings.Count(log.String(), "\n")
		if c.says == "" && lines > 0 || c.says != "" && (lines != 1 || !strings.Contains(log.String(), c.says)) {
			t.Errorf("%s: the log says, want once %q:\n%s", name, c.says, log.String())
		}
		if strings.Contains(log.String(), "198.51") {
			t.Errorf("%s: an address is logged:\n%s", name, log.String())
		}
	}
}

func TestOwnSecret(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secrets", "form.key")
	secret, err := instance.OwnSecret(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := instance.OwnSecret(file)
	if err != nil || !bytes.Equal(secret, again) || len(secret) != instance.SecretBytes {
		t.Errorf("read again: the same %t, %d bytes, error %v", bytes.Equal(secret, again), len(secret), err)
	}
	for path, want := range map[string]fs.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, error %v, want %v", path, info.Mode(), err, want)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, error %v", left, err)
	}
	if other, err := instance.OwnSecret(filepath.Join(t.TempDir(), "form.key")); err != nil || bytes.Equal(secret, other) {
		t.Errorf("two servers have the same secret, error %v", err)
	}
	if err := os.Truncate(file, 5); err != nil {
		t.Fatal(err)
	}
	if _, err := instance.OwnSecret(file); err == nil || !strings.Contains(err.Error(), "remove it") {
		t.Errorf("a damaged secret: %v", err)
	}
}
