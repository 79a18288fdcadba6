package web

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func TestFullMemoryForgets(t *testing.T) {
	t.Parallel()
	kept := NewAnswers(2000, prometheus.NewCounter(prometheus.CounterOpts{Name: "renders"}))
	made := 0
	get := func(key string) {
		if _, err := kept.Get(key, time.Time{}, func() (*Answer, error) { made++; return &Answer{Body: make([]byte, 400)}, nil }); err != nil {
			t.Fatal(err)
		}
	}
	get("a")
	get("a")
	get("b")
	get("c") // the third does not fit beside the two
	get("a")
	if made != 4 || kept.bytes > 2000 {
		t.Errorf("%d answers made, %d bytes kept", made, kept.bytes)
	}
}
