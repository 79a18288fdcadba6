package collector

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/shipping/shippingtest"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	b.accept(t, 3)
	problems, err := testutil.GatherAndLint(b.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for name, want := range map[string]int{
		"observatory_collector_received_total":          len(outcomes()),
		"observatory_collector_batches_total":           6,
		"observatory_collector_failures_total":          7,
		"observatory_collector_pending_records":         1,
		"observatory_collector_journal_damaged_records": 1,
	} {
		if got, err := testutil.GatherAndCount(b.registry, name); err != nil || got != want {
			t.Errorf("%d of %s, want %d (%v)", got, name, want, err)
		}
	}
	if n := testutil.ToFloat64(b.metrics.received[outcomeCreated]); n != 3 {
		t.Errorf("%v ratings are counted as created, want 3", n)
	}
	if _, err := New(b.journal, b.store, b.catalogue, Config{}, b.registry, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("registered twice")
	}
}
