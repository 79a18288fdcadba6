package shipping

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// testbed is a shipper on a journal of its own.
type testbed struct {
	*Shipper
	journal  *journal.Journal
	store    *shippingtest.Store
	registry *prometheus.Registry
	log      *bytes.Buffer
}

// newTestbed opens the journal in dir and makes a shipper on it.
func newTestbed(t testing.TB, dir string, store *shippingtest.Store, cfg Config) *testbed {
	t.Helper()
	var segment int64 // the size of production for benchmarks, a small one for tests
	if _, test := t.(*testing.T); test {
		segment = 256 << 10
	}
	j, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: segment, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	registry, log := prometheus.NewRegistry(), new(bytes.Buffer)
	if cfg.Now == nil {
		cfg.Now = shippingtest.Now
	}
	s, err := New(j, store, cfg, registry, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return &testbed{Shipper: s, journal: j, store: store, registry: registry, log: log}
}

// keep makes durable a step of the rating with that key, and returns its id.
func (b *testbed) keep(t testing.TB, key uuid.UUID, version uint8, at time.Time) uuid.UUID {
	t.Helper()
	r := shippingtest.Rating()
	r.Version, r.ReceivedAt = version, at.UTC().Truncate(time.Millisecond)
	r.ID = rating.ID(r.Procedure, key, observatory.DayOf(at))
	payload, err := record.AppendRating(nil, r)
	if err == nil {
		_, err = b.journal.Append(t.Context(), record.TypeRating, payload)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// accept makes n ratings of their own keys durable and returns their ids.
func (b *testbed) accept(t testing.TB, n int) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = b.keep(t, uuid.New(), 1, b.cfg.Now())
	}
	return ids
}

// kill ends the shipper as a crash would: nothing more is shipped.
func (b *testbed) kill(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b.Stop(ctx)
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
}
