package shipping

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/journal"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestShip(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 3)
		if h := b.Health(); h != (Health{Acknowledged: 3, Pending: 3}) {
			t.Errorf("before a batch is due: %+v", h)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if h := b.Health(); h != (Health{Acknowledged: 3, Shipped: 3}) {
			t.Errorf("after a second: %+v", h)
		}
		time.Sleep(verifyEvery)
		synctest.Wait()
		if h := b.Health(); h != (Health{Acknowledged: 3, Shipped: 3, Verified: 3}) {
			t.Errorf("after verification: %+v", h)
		}
		b.Stop(t.Context())
		b.store.Want(t, ids)
		for name, c := range map[string]struct{ got, want float64 }{
			"batches":  {testutil.ToFloat64(b.metrics.batches[cutAge]), 1},
			"shipped":  {testutil.ToFloat64(b.metrics.shipped), 3},
			"verified": {testutil.ToFloat64(b.metrics.verified), 3},
			"resent":   {testutil.ToFloat64(b.metrics.resent), 0},
		} {
			if c.got != c.want {
				t.Errorf("metric %s is %v, want %v", name, c.got, c.want)
			}
		}
	})
}

func TestShipCutsByRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{BatchRows: 4, BatchAge: time.Hour})
		b.Start(t.Context())
		ids := b.accept(t, 10)
		synctest.Wait()
		if h := b.Health(); h.Shipped != 8 {
			t.Errorf("%d shipped before the age, want two batches of 4", h.Shipped)
		}
		b.Stop(t.Context())
		b.store.Want(t, ids)
		if n := testutil.ToFloat64(b.metrics.batches[cutRows]); n != 2 {
			t.Errorf("%v batches cut by rows, want 2", n)
		}
		if n := testutil.ToFloat64(b.metrics.batches[cutStop]); n != 1 {
			t.Errorf("%v batches cut by the stop, want 1", n)
		}
	})
}

// TestShipCutsByMonth holds that no insert touches two partitions, and that keys
// of two months that take turns do not make one insert each.
func TestShipCutsByMonth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }})
		b.Start(t.Context())
		var ids []uuid.UUID
		for i := range 10 {
			ids = append(ids, b.keep(t, uuid.New(), 1, now.AddDate(0, 0, -i%2)))
		}
		b.Stop(t.Context())
		b.store.Want(t, ids)
		if n := len(b.store.Batches); n != 2 {
			t.Errorf("%d inserts, want 2", n)
		}
		for _, rows := range b.store.Batches {
			for _, r := range rows {
				if r.Day().FirstOfMonth() != rows[0].Day().FirstOfMonth() {
					t.Errorf("an insert holds %v and %v", rows[0].Day(), r.Day())
				}
			}
		}
		if n := testutil.ToFloat64(b.metrics.batches[cutMonth]); n != 1 {
			t.Errorf("%v inserts cut by month, want 1", n)
		}
		if in := b.journal.Cursor().Intent; in.Attempt != 0 {
			t.Errorf("intent %+v is open", in)
		}
	})
}

// TestShipEncodesAhead holds that the next batch is encoded while one is on its
// way, but neither announced nor sent; and that what was encoded in vain is let go.
func TestShipEncodesAhead(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]shippingtest.Fault{"sent": shippingtest.Slow, "of unknown fate": shippingtest.Zombie, "given up": shippingtest.Before} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, first := t.TempDir(), true
				store := &shippingtest.Store{Next: func(c shippingtest.Call) shippingtest.Fault {
					if c == shippingtest.Insert && (first || f == shippingtest.Before) {
						first = false
						return f
					}
					return shippingtest.None
				}}
				b := newTestbed(t, dir, store, Config{BatchRows: 4})
				ids := b.accept(t, 12)
				b.Start(t.Context())
				synctest.Wait()
				if n := store.Waiting(); n != 1 {
					t.Errorf("%d inserts wait encoded, want the next one", n)
				}
				if in := b.journal.Cursor().Intent; in.From != 1 || in.To != 4 || in.Attempt != 1 {
					t.Errorf("while the first batch is on its way the intent is %+v", in)
				}
				if f == shippingtest.Before {
					b.kill(t)
				} else {
					time.Sleep(time.Hour)
					b.Stop(t.Context())
					store.Want(t, ids)
				}
				if n := store.Waiting(); n != 0 {
					t.Errorf("%d encoded inserts were never let go", n)
				}
			})
		})
	}
}

// TestShipThroughFaults gives the first calls of a kind a fault, and wants every
// rating once whatever it is.
func TestShipThroughFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		call   shippingtest.Call
		fault  shippingtest.Fault
		times  int
		resent float64
	}{
		"error before the insert":       {shippingtest.Insert, shippingtest.Before, 1, 6},
		"error after the insert":        {shippingtest.Insert, shippingtest.After, 1, 0},
		"half an insert":                {shippingtest.Insert, shippingtest.Half, 1, 3},
		"an insert that goes on":        {shippingtest.Insert, shippingtest.Zombie, 1, 0},
		"a slow insert":                 {shippingtest.Insert, shippingtest.Slow, 1, 0},
		"an insert that takes too long": {shippingtest.Insert, shippingtest.Slow, 3, 18},
		"away for long":                 {shippingtest.Insert, shippingtest.Before, 100, 600},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				left := c.times
				store := &shippingtest.Store{Next: func(called shippingtest.Call) shippingtest.Fault {
					if called != c.call || left == 0 {
						return shippingtest.None
					}
					left--
					return c.fault
				}}
				cfg := Config{}
				if c.fault == shippingtest.Slow && c.times > 1 {
					cfg.StoreTimeout = time.Second
				}
				b := newTestbed(t, t.TempDir(), store, cfg)
				b.Start(t.Context())
				ids := b.accept(t, 6)
				time.Sleep(time.Hour)
				synctest.Wait()
				if h := b.Health(); h != (Health{Acknowledged: 6, Shipped: 6, Verified: 6}) {
					t.Errorf("after an hour: %+v", h)
				}
				b.Stop(t.Context())
				store.Want(t, ids)
				if n := testutil.ToFloat64(b.metrics.resent); n != c.resent {
					t.Errorf("%v rows resent, want %v", n, c.resent)
				}
				if c.fault != shippingtest.Slow || c.times > 1 {
					if n := testutil.ToFloat64(b.metrics.failures[callInsert]); n != float64(c.times) {
						t.Errorf("%v failures counted, want %d", n, c.times)
					}
				}
			})
		})
	}
}

// TestShipAfterCrash ends the collector at several points of a delivery and goes
// on with another on the same journal.
func TestShipAfterCrash(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]shippingtest.Fault{
		"before the insert": shippingtest.Before, "after the insert": shippingtest.After, "in the middle": shippingtest.Half, "while it goes on": shippingtest.Zombie,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, store := t.TempDir(), &shippingtest.Store{}
				b := newTestbed(t, dir, store, Config{})
				b.Start(t.Context())
				ids := b.accept(t, 5)
				store.Fail(func(c shippingtest.Call) shippingtest.Fault {
					switch c {
					case shippingtest.Insert:
						return f
					case shippingtest.Prepare:
						return shippingtest.None
					}
					return shippingtest.Before // nothing can be asked any more
				})
				time.Sleep(2 * time.Second)
				synctest.Wait()
				b.kill(t)
				store.Fail(nil)

				b = newTestbed(t, dir, store, Config{})
				if in := b.journal.Cursor().Intent; in.From != 1 || in.To != 5 {
					t.Errorf("the intent is %+v", in)
				}
				ids = append(ids, b.accept(t, 5)...)
				b.Start(t.Context())
				time.Sleep(time.Minute)
				synctest.Wait()
				if h := b.Health(); h != (Health{Acknowledged: 10, Shipped: 10, Verified: 10}) {
					t.Errorf("after a minute: %+v", h)
				}
				b.Stop(t.Context())
				store.Want(t, ids)
			})
		})
	}
}

// TestOutageIsOneEvent holds that a database that is away is told twice, when it
// goes and when it is back, and that ratings are accepted all the same.
func TestOutageIsOneEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		away := atomic.Bool{}
		away.Store(true)
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{Next: func(shippingtest.Call) shippingtest.Fault {
			if away.Load() {
				return shippingtest.Before
			}
			return shippingtest.None
		}}, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 5)
		time.Sleep(6 * time.Hour)
		ids = append(ids, b.accept(t, 5)...)
		away.Store(false)
		time.Sleep(time.Minute)
		b.Stop(t.Context())
		b.store.Want(t, ids)
		log := b.log.String()
		if n := strings.Count(log, "level=WARN"); n != 1 {
			t.Errorf("%d warnings:\n%s", n, log)
		}
		if !strings.Contains(log, "ClickHouse answers again") {
			t.Errorf("the end is not told:\n%s", log)
		}
	})
}

// TestShipAfterLostCursor holds that records are asked after, and not sent again,
// when nothing tells any more that they were sent.
func TestShipAfterLostCursor(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, dir string){
		"damaged": func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "cursor"), bytes.Repeat([]byte{1}, 8<<10), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"restored from a backup": func(t *testing.T, dir string) {
			if _, err := journal.NewEpoch(dir); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, store := t.TempDir(), &shippingtest.Store{}
				b := newTestbed(t, dir, store, Config{})
				b.Start(t.Context())
				ids := b.accept(t, 5)
				b.Stop(t.Context())
				if err := b.journal.Close(); err != nil {
					t.Fatal(err)
				}
				lose(t, dir)
				store.Restart(2)
				b = newTestbed(t, dir, store, Config{})
				ids = append(ids, b.accept(t, 5)...)
				b.Start(t.Context())
				time.Sleep(time.Minute)
				synctest.Wait()
				if h := b.Health(); h != (Health{Acknowledged: 10, Shipped: 10, Verified: 10}) {
					t.Errorf("after a minute: %+v", h)
				}
				b.Stop(t.Context())
				store.Want(t, ids)
			})
		})
	}
}

// TestShipAgainAfterLoss has the database lose what it had acknowledged, twice.
func TestShipAgainAfterLoss(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 20)
		for range 2 {
			time.Sleep(time.Minute)
			synctest.Wait()
			b.store.Restart(7)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if h := b.Health(); h != (Health{Acknowledged: 20, Shipped: 20, Verified: 20}) {
			t.Errorf("after the restarts: %+v", h)
		}
		b.Stop(t.Context())
		b.store.Want(t, ids)
		if n := testutil.ToFloat64(b.metrics.resent); n != 14 {
			t.Errorf("%v rows resent, want 14", n)
		}
		if n := testutil.ToFloat64(b.metrics.restarts); n != 2 {
			t.Errorf("%v restarts counted, want 2", n)
		}
	})
}

// TestMergedStepsAreNotSentAgain has the database merge the steps of a rating
// before they are verified.
func TestMergedStepsAreNotSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
		key, now := uuid.New(), shippingtest.Now()
		for version := range uint8(3) {
			b.keep(t, key, version+1, now)
		}
		b.Start(t.Context())
		time.Sleep(5 * time.Second)
		b.store.Merge()
		time.Sleep(time.Minute)
		synctest.Wait()
		if h := b.Health(); h != (Health{Acknowledged: 3, Shipped: 3, Verified: 3}) {
			t.Errorf("%+v", h)
		}
		b.Stop(t.Context())
		if n := testutil.ToFloat64(b.metrics.resent); n != 0 || len(b.store.Rows) != 1 {
			t.Errorf("%v rows resent, %d rows stored; want 0 and 1", n, len(b.store.Rows))
		}
	})
}

// TestStopWhileAway holds that a stop does not wait for a database that is away,
// and that the ratings are shipped by the next start.
func TestStopWhileAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		store := &shippingtest.Store{Next: func(shippingtest.Call) shippingtest.Fault { return shippingtest.Before }}
		b := newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		ids := b.accept(t, 3)
		began := time.Now()
		b.Stop(t.Context())
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("the stop waited %v for nothing", waited)
		}
		if h := b.Health(); h.Pending != 3 {
			t.Errorf("%+v", h)
		}
		if err := b.journal.Close(); err != nil {
			t.Fatal(err)
		}
		store.Fail(nil)
		b = newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		b.Stop(t.Context())
		store.Want(t, ids)
	})
}

func TestStopEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{Next: func(shippingtest.Call) shippingtest.Fault { return shippingtest.Slow }}, Config{})
		b.Start(t.Context())
		b.accept(t, 3)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		b.Stop(ctx)
		if ctx.Err() == nil {
			t.Error("the insert of a minute was over at once")
		}
		if h := b.Health(); h.Pending != 3 {
			t.Errorf("%+v", h)
		}
	})
}

// TestUnreadableRecords holds that a record of a later release is stepped over
// and kept: nothing from it on counts as verified.
func TestUnreadableRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
		ids := b.accept(t, 2)
		for _, typ := range []byte{record.TypeRating, 200} {
			if _, err := b.journal.Append(t.Context(), typ, []byte("\x09later")); err != nil {
				t.Fatal(err)
			}
		}
		ids = slices.Concat(ids, b.accept(t, 2))
		b.Start(t.Context())
		time.Sleep(time.Minute)
		synctest.Wait()
		if h := b.Health(); h != (Health{Acknowledged: 6, Shipped: 6, Verified: 2}) {
			t.Errorf("%+v", h)
		}
		b.Stop(t.Context())
		b.store.Want(t, ids)
		if n := testutil.ToFloat64(b.metrics.unreadable); n != 2 {
			t.Errorf("%v unreadable records counted, want 2", n)
		}
		if v := b.journal.Cursor().Verified; v != 2 {
			t.Errorf("the cursor says %d verified", v)
		}
	})
}

func TestByMonth(t *testing.T) {
	t.Parallel()
	row := func(day string) rating.Rating {
		d, err := observatory.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		return rating.Rating{ID: rating.ID("p", uuid.New(), d)}
	}
	rows := []rating.Rating{row("2026-10-31"), row("2026-10-01"), row("2026-11-01"), row("2026-10-02"), row("2026-11-30"), row("2025-10-31")}
	var sizes []int
	for _, part := range byMonth(rows) {
		sizes = append(sizes, len(part))
	}
	if !slices.Equal(sizes, []int{3, 2, 1}) {
		t.Errorf("parts of %v rows", sizes)
	}
}
