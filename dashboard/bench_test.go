package dashboard_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard"
	"servicequality/dashboard/page"
)

// warmPages serves pages that are in memory, and beside each a handler that
// sends the same bytes: what is between the two is the price of languages,
// versions, filters, headers and metrics.
func warmPages(b *testing.B) (engine *gin.Engine, pairs map[string]string) {
	b.Helper()
	gin.SetMode(gin.ReleaseMode)
	engine = gin.New()
	d, err := dashboard.New(newMemory(), page.Config{PublicURL: "https://observatoire.example"}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	d.Register(engine)
	pairs = map[string]string{}
	for name, address := range map[string]string{"home": "/?lang=fr", "list": "/demarches?lang=fr&per_page=500", "procedure": "/demarches/impots?lang=fr"} {
		body := ask(engine, address, "Accept-Encoding", "gzip").Body.Bytes()
		engine.GET("/static/"+name, func(c *gin.Context) {
			c.Header("Content-Length", strconv.Itoa(len(body)))
			c.Header("Content-Encoding", "gzip")
			c.Data(http.StatusOK, "text/html; charset=utf-8", body)
		})
		pairs[address] = "/static/" + name
	}
	return engine, pairs
}

// nowhere is a writer that keeps nothing, with a fresh header for each answer
// as a server gives.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header               { return n.header }
func (n *nowhere) Write(body []byte) (int, error)    { return len(body), nil }
func (n *nowhere) WriteString(s string) (int, error) { return len(s), nil }
func (n *nowhere) WriteHeader(int)                   {}

// BenchmarkPage is the handlers alone.
func BenchmarkPage(b *testing.B) {
	engine, pairs := warmPages(b)
	for page, static := range pairs {
		for _, address := range []string{page, static} {
			b.Run(address, func(b *testing.B) {
				request := httptest.NewRequest(http.MethodGet, address, nil)
				request.Header.Set("Accept-Language", "fr")
				request.Header.Set("Accept-Encoding", "gzip")
				b.ReportAllocs()
				for b.Loop() {
					engine.ServeHTTP(&nowhere{http.Header{}}, request)
				}
			})
		}
	}
}

// BenchmarkPageServed is the same through a server and a connection.
func BenchmarkPageServed(b *testing.B) {
	engine, pairs := warmPages(b)
	server := httptest.NewServer(engine)
	defer server.Close()
	for page, static := range pairs {
		for _, address := range []string{page, static} {
			b.Run(address, func(b *testing.B) {
				conn, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					b.Fatal(err)
				}
				defer conn.Close()
				in := bufio.NewReaderSize(conn, 64<<10)
				question := "GET " + address + " HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\nAccept-Language: fr\r\n\r\n"
				b.ReportAllocs()
				for b.Loop() {
					if _, err := io.WriteString(conn, question); err != nil {
						b.Fatal(err)
					}
					answer, err := http.ReadResponse(in, nil)
					if err != nil || answer.StatusCode != http.StatusOK {
						b.Fatal(answer, err)
					}
					if _, err := io.Copy(io.Discard, answer.Body); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
