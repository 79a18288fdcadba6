package collector

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// testbed is a collector on a journal of its own.
type testbed struct {
	*Collector
	journal  *journal.Journal
	store    *shippingtest.Store
	registry *prometheus.Registry
	log      *bytes.Buffer
}

// newTestbed opens the journal in dir and makes a collector on it.
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
	registry := prometheus.NewRegistry()
	procedures, log := catalogue(), new(bytes.Buffer)
	if cfg.Now == nil {
		cfg.Now = shippingtest.Now
	}
	c, err := New(j, store, func() *observatory.Catalogue { return procedures }, cfg, registry, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return &testbed{Collector: c, journal: j, store: store, registry: registry, log: log}
}

// accept accepts n ratings of their own keys and returns their ids.
func (b *testbed) accept(t testing.TB, n int) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, n)
	for i := range ids {
		receipt, err := b.Accept(t.Context(), submission())
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = receipt.Rating
	}
	return ids
}

// kill ends the collector as a crash would: nothing more is shipped.
func (b *testbed) kill(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b.Stop(ctx)
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
}

func catalogue() *observatory.Catalogue {
	return observatory.NewCatalogue([]observatory.Procedure{
		{ID: "impots-revenu", Title: "Déclarer ses revenus", Aliases: []string{"jdma:3059"}},
		{ID: "passeport", Title: "Demander un passeport"},
	})
}

// submission is a valid one under a key of its own.
func submission() rating.Submission {
	return rating.Submission{
		ID: uuid.NewString(), Version: 1, Procedure: "impots-revenu", Instrument: rating.Avis1,
		Satisfaction: "good", Channel: observatory.ChannelOnline, Outcome: rating.OutcomeDone, Lang: "fr",
	}
}
