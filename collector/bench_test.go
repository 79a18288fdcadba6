package collector

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory/rating"
)

const benchBody = `{"id":%q,"version":1,"procedure":"impots-revenu","instrument":"avis-1","satisfaction":"good",` +
	`"outcome":"done","channel":"online","clarity":4,"help":[{"channel":"phone","reached":true,"quality":3}],"lang":"fr","source":"button"}`

// BenchmarkHandler compares durable, validated ratings with the bare handler
// that binds the same body and answers: the goal is half its throughput.
func BenchmarkHandler(b *testing.B) {
	gin.SetMode(gin.ReleaseMode)
	bed := newTestbed(b, b.TempDir(), &shippingtest.Store{}, Config{})
	collector, bare := gin.New(), gin.New()
	bed.Register(collector)
	bare.POST(endpoint, func(c *gin.Context) {
		var s rating.Submission
		if err := c.ShouldBindJSON(&s); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusCreated, gin.H{"id": s.ID, "rating": s.ID, "version": s.Version})
	})
	for name, handler := range map[string]http.Handler{"bare": bare, "collector": collector} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(32)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequest(http.MethodPost, endpoint, strings.NewReader(fmt.Sprintf(benchBody, uuid.NewString())))
					r.Header.Set("Content-Type", "application/json")
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, r)
					if w.Code != http.StatusCreated {
						b.Errorf("status %d", w.Code)
					}
				}
			})
		})
	}
}

// BenchmarkAccept is the collector without HTTP.
func BenchmarkAccept(b *testing.B) {
	bed := newTestbed(b, b.TempDir(), &shippingtest.Store{}, Config{})
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := bed.Accept(b.Context(), submission()); err != nil {
				b.Error(err)
			}
		}
	})
}
