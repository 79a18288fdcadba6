package shipping

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
)

// books are a database whose counts are told.
type books struct {
	*shippingtest.Store

	mu      sync.Mutex
	balance observatory.Balance
	since   observatory.Day
}

func (b *books) Balance(_ context.Context, since observatory.Day) (observatory.Balance, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.since = since
	return b.balance, nil
}

// TestConservation looks at a sound journal, then at a database that lost
// ratings, every hour.
func TestConservation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, store := t.TempDir(), &shippingtest.Store{}
		b := newTestbed(t, dir, store, Config{})
		registry, log := prometheus.NewRegistry(), new(strings.Builder)
		db := &books{Store: store, balance: observatory.Balance{Stored: 10, Counted: 10}}
		law, err := NewConservation(b.journal, dir, db, registry, slog.New(slog.NewTextHandler(log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		b.Start(t.Context())
		law.Start(t.Context())
		b.accept(t, 10)
		if n, err := testutil.GatherAndCount(registry, "observatory_collector_conservation_broken"); n != 0 || err != nil {
			t.Errorf("%d metrics before the first look, %v", n, err)
		}
		hour := shippingtest.Now().UTC().Format("2006-01-02T15Z")
		time.Sleep(conservationPause + time.Second)
		synctest.Wait()
		expect := func(what string, stored, broken string) {
			t.Helper()
			want := strings.NewReplacer("NODE", law.node, "HOUR", hour, "STORED", stored, "BROKEN", broken).Replace(`
# HELP observatory_collector_conservation_broken Hours, and days of procedures, in which the law does not hold: any is an alarm.
# TYPE observatory_collector_conservation_broken gauge
observatory_collector_conservation_broken{node="NODE"} BROKEN
# HELP observatory_collector_conservation_ratings Different ratings of an hour: in the journal, in the database, pending.
# TYPE observatory_collector_conservation_ratings gauge
observatory_collector_conservation_ratings{hour="HOUR",node="NODE",place="database"} STORED
observatory_collector_conservation_ratings{hour="HOUR",node="NODE",place="journal"} 10
observatory_collector_conservation_ratings{hour="HOUR",node="NODE",place="pending"} 0
# HELP observatory_collector_conservation_records Journal records of an hour: acknowledged, and readable.
# TYPE observatory_collector_conservation_records gauge
observatory_collector_conservation_records{hour="HOUR",node="NODE",place="acknowledged"} 10
observatory_collector_conservation_records{hour="HOUR",node="NODE",place="journal"} 10
`)
			err := testutil.GatherAndCompare(registry, strings.NewReader(want), "observatory_collector_conservation_broken",
				"observatory_collector_conservation_ratings", "observatory_collector_conservation_records")
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		expect("sound", "10", "0")
		if log.Len() > 0 || db.since != observatory.DayOf(shippingtest.Now()) {
			t.Errorf("a sound journal since %s is told:\n%s", db.since, log)
		}
		store.Lose(7)
		db.mu.Lock()
		db.balance = observatory.Balance{Stored: 7, Counted: 10, Wrong: 1}
		db.mu.Unlock()
		time.Sleep(conservationPause)
		synctest.Wait()
		expect("after a loss", "7", "2")
		if !strings.Contains(log.String(), "does not balance") || !strings.Contains(log.String(), "differ") {
			t.Errorf("a loss is not told:\n%s", log)
		}
		store.Fail(func(shippingtest.Call) shippingtest.Fault { return shippingtest.Before })
		time.Sleep(conservationPause)
		synctest.Wait()
		if n := testutil.ToFloat64(law.failures); n != 1 {
			t.Errorf("%v failures are counted, want 1", n)
		}
		store.Fail(nil)
		law.Stop()
		b.kill(t)
		if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
	})
}
