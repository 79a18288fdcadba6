package collector

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// fault is what goes wrong in one call to the fake store.
type fault int

const (
	none   fault = iota
	before       // an error, nothing stored
	after        // everything stored, then an error
	half         // the first half stored, then an error
	zombie       // an error; the insert goes on and ends when it is settled
	slow         // success after a minute
)

// callPrepare is for the fake store alone: the collector counts it as the insert
// that it is a part of.
const callPrepare call = "prepare"

var errFault = errors.New("injected fault")

// fakeStore is a database in memory that fails when it is told to.
type fakeStore struct {
	// next chooses the fault of a call; nil means none.
	next func(c call) fault

	mu         sync.Mutex
	rows       []rating.Rating
	tokens     []string
	batches    [][]rating.Rating // as sent
	zombies    map[string][]rating.Rating
	erasures   []rating.Verdict
	generation uint64
	prepared   int // inserts that are neither sent nor let go
	inFlight   int
	overlapped bool
}

// fail has later calls fail as next says.
func (s *fakeStore) fail(next func(c call) fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = next
}

// fault is called with mu held.
func (s *fakeStore) fault(c call) fault {
	if s.next == nil {
		return none
	}
	return s.next(c)
}

// PrepareRatings keeps the rows until they are sent or let go. Nobody else sees
// what it returns, so that a test counts what was kept too long.
func (s *fakeStore) PrepareRatings(ctx context.Context, rows []rating.Rating, token string) (func(context.Context) error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callPrepare) == before {
		return nil, errFault
	}
	s.prepared++
	return func(ctx context.Context) error {
		s.mu.Lock()
		s.prepared--
		s.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.insert(ctx, rows, token)
	}, nil
}

func (s *fakeStore) insert(ctx context.Context, rows []rating.Rating, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.fault(callInsert)
	s.inFlight++
	defer func() { s.inFlight-- }()
	s.overlapped = s.overlapped || s.inFlight > 1
	s.batches = append(s.batches, slices.Clone(rows))
	if slices.Contains(s.tokens, token) {
		return nil // as the database does: whatever the rows are
	}
	s.tokens = append(s.tokens, token)
	switch f {
	case before:
		return errFault
	case half:
		s.rows = append(s.rows, rows[:len(rows)/2]...)
		return errFault
	case zombie:
		if s.zombies == nil {
			s.zombies = make(map[string][]rating.Rating)
		}
		s.zombies[token] = slices.Clone(rows)
		return errFault
	case slow:
		s.mu.Unlock()
		err := pause(ctx, time.Minute)
		s.mu.Lock()
		if err != nil {
			return err
		}
	}
	s.rows = append(s.rows, rows...)
	if f == after {
		return errFault
	}
	return nil
}

func (s *fakeStore) Settle(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callSettle) != none {
		return errFault
	}
	s.rows = append(s.rows, s.zombies[token]...)
	delete(s.zombies, token)
	return nil
}

func (s *fakeStore) Undelivered(_ context.Context, node, epoch uint32, sent []rating.RowKey) ([]uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callMissing) != none {
		return nil, errFault
	}
	stored := make(map[rating.RowKey]bool, len(s.rows))
	for _, r := range s.rows {
		if r.Delivery.Node == node && r.Delivery.Epoch == epoch {
			stored[r.RowKey()] = true
		}
	}
	var absent []uint64
	for _, a := range sent {
		if !stored[a] {
			absent = append(absent, a.Seq)
		}
	}
	return absent, nil
}

func (s *fakeStore) Missing(_ context.Context, rows []rating.Rating) ([]rating.Rating, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callMissing) != none {
		return nil, errFault
	}
	delivered := make(map[rating.Delivery]bool, len(s.rows))
	order := make(map[uuid.UUID]uint64, len(s.rows))
	for _, r := range s.rows {
		delivered[r.Delivery] = true
		order[r.ID] = max(order[r.ID], r.Order())
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r rating.Rating) bool {
		return delivered[r.Delivery] || order[r.ID] >= r.Order()
	}), nil
}

func (s *fakeStore) Tombstones(_ context.Context, since time.Time) ([]rating.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callTombstones) != none {
		return nil, errFault
	}
	return slices.DeleteFunc(slices.Clone(s.erasures), func(v rating.Verdict) bool { return v.At.Before(since) }), nil
}

func (s *fakeStore) KeepTombstones(_ context.Context, all []rating.Verdict) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(callTombstones) != none {
		return errFault
	}
	for _, v := range all {
		if !slices.ContainsFunc(s.erasures, func(w rating.Verdict) bool { return w.Rating == v.Rating && w.Kind == v.Kind }) {
			v.At = present()
			s.erasures = append(s.erasures, v)
		}
	}
	return nil
}

func (s *fakeStore) Generation() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation
}

// restart forgets the last lost rows, whatever was acknowledged.
func (s *fakeStore) restart(lost int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.rows = s.rows[:max(0, len(s.rows)-lost)]
	s.zombies = nil
}

// merge forgets rows that another of the same id replaces, as the database does
// in the background.
func (s *fakeStore) merge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := make(map[uuid.UUID]uint64, len(s.rows))
	for _, r := range s.rows {
		last[r.ID] = max(last[r.ID], r.Order())
	}
	s.rows = slices.DeleteFunc(s.rows, func(r rating.Rating) bool { return r.Order() < last[r.ID] })
}

// waiting returns how many inserts are encoded, and neither sent nor let go.
func (s *fakeStore) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.prepared
}

// stored returns how many times each rating is there.
func (s *fakeStore) stored() map[uuid.UUID]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := make(map[rating.Delivery]int)
	ids := make(map[uuid.UUID]int)
	for _, r := range s.rows {
		seen[r.Delivery]++
		ids[r.ID] = max(ids[r.ID], seen[r.Delivery])
	}
	return ids
}

// testbed is a collector on a journal of its own.
type testbed struct {
	*Collector
	journal  *journal.Journal
	store    *fakeStore
	registry *prometheus.Registry
	log      *bytes.Buffer
}

// newTestbed opens the journal in dir and makes a collector on it.
func newTestbed(t testing.TB, dir string, store *fakeStore, cfg Config) *testbed {
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
		cfg.Now = present
	}
	c, err := New(j, store, func() *observatory.Catalogue { return procedures }, cfg, registry, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return &testbed{Collector: c, journal: j, store: store, registry: registry, log: log}
}

// present is now, in a year that a clock can show: bubbles of testing/synctest
// begin in 2000.
func present() time.Time {
	now := time.Now()
	if !observatory.CredibleClock(now) {
		now = now.AddDate(28, 0, 0)
	}
	return now
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
