package collector

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

var seed = flag.Uint64("seed", 0, "the seed of TestSimulation; 0 runs a few")

// TestSimulation lives through random days: ratings that come, come again and
// come in steps, a database that fails, answers late, merges, loses what it had
// acknowledged, and collectors that are killed at any moment. Outside a ledger
// is kept. At the end nothing acknowledged is lost (L), nothing is there twice
// (D), and nothing is there that was not sent (P).
func TestSimulation(t *testing.T) {
	t.Parallel()
	seeds := []uint64{1, 2, 3, 4, 5, 6, 7, 8}
	if *seed != 0 {
		seeds = []uint64{*seed}
	}
	for _, n := range seeds {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d: repeat with -seed %d", n, n)
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, n)
				for range 150 {
					w.step()
				}
				w.finish()
			})
		})
	}
}

// world is a collector, its database, and the ledger of what was promised.
type world struct {
	t            *testing.T
	dir          string
	random       *rand.Rand
	store        *shippingtest.Store
	bed          *testbed
	sent         []rating.Submission
	acknowledged map[uuid.UUID]bool
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{
		t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(seed, seed)), store: &shippingtest.Store{},
		acknowledged: make(map[uuid.UUID]bool),
	}
	trouble := rand.New(rand.NewPCG(seed, ^seed)) // used under the store's lock alone
	w.store.Next = func(c shippingtest.Call) shippingtest.Fault {
		if trouble.IntN(3) > 0 {
			return shippingtest.None
		}
		if c != shippingtest.Insert {
			return shippingtest.Before
		}
		return []shippingtest.Fault{shippingtest.Before, shippingtest.After, shippingtest.Half, shippingtest.Zombie, shippingtest.Slow}[trouble.IntN(5)]
	}
	w.open()
	return w
}

func (w *world) open() {
	w.bed = newTestbed(w.t, w.dir, w.store, Config{BatchRows: 16, StoreTimeout: 90 * time.Second})
	w.bed.Start(w.t.Context())
}

func (w *world) step() {
	switch n := w.random.IntN(100); {
	case n < 60:
		for range 1 + w.random.IntN(20) {
			w.post(w.submission())
		}
	case n < 85:
		time.Sleep(time.Duration(w.random.Int64N(int64(30 * time.Second))))
	case n < 92:
		w.restart()
	case n < 95:
		w.store.Merge()
	default:
		w.store.Restart(w.random.IntN(30))
	}
}

// submission is a new one, one sent before, or a later step of one.
func (w *world) submission() rating.Submission {
	if len(w.sent) == 0 || w.random.IntN(3) > 0 {
		s := submission()
		if w.random.IntN(3) == 0 { // a form of the day before, in another month
			s.ID = keyAt(shippingtest.Now().AddDate(0, 0, -1)).String()
		}
		w.sent = append(w.sent, s)
		return s
	}
	i := w.random.IntN(len(w.sent))
	if w.random.IntN(2) == 0 {
		w.sent[i].Version++
	}
	return w.sent[i]
}

// keyAt is a key as the widget makes it.
func keyAt(at time.Time) uuid.UUID {
	key := uuid.New()
	ms := at.UnixMilli()
	for i := range 6 {
		key[i] = byte(ms >> (40 - 8*i))
	}
	key[6] = key[6]&0x0f | 0x70
	return key
}

func (w *world) post(s rating.Submission) {
	receipt, err := w.bed.Accept(w.t.Context(), s)
	switch {
	case err == nil:
		w.acknowledged[receipt.Rating] = true
	case !errors.Is(err, observatory.ErrConflict): // a step that came too late
		w.t.Fatal(err)
	}
}

// restart ends the collector, more or less kindly, and starts another.
func (w *world) restart() {
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Duration(w.random.Int64N(int64(3*time.Second))))
	defer cancel()
	w.bed.Stop(ctx)
	if err := w.bed.journal.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

// finish lets the database recover and compares it with the ledger.
func (w *world) finish() {
	w.store.Fail(nil)
	time.Sleep(time.Hour)
	synctest.Wait()
	h := w.bed.Health()
	if h.Shipped != h.Acknowledged || h.Verified != h.Acknowledged || h.Pending != 0 {
		w.t.Errorf("after an hour of peace: %+v", h)
	}
	w.bed.Stop(w.t.Context())
	if n := w.store.Waiting(); n != 0 {
		w.t.Errorf("%d encoded inserts were never let go", n)
	}
	var ids []uuid.UUID
	for id := range w.acknowledged {
		ids = append(ids, id)
	}
	w.t.Logf("%d acknowledged, %d inserts", len(ids), len(w.store.Batches))
	w.store.Want(w.t, ids)
}
