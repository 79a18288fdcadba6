package collector

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"observatory"
	"observatory/collector/journal"
)

// Bounds of the counts of events: anybody may send them.
const (
	// eventCap is the most of one step that is counted for one button on one
	// day.
	eventCap = 1_000_000
	// buttonCap is how many buttons are told apart in a day; the events of
	// others are counted for their procedure alone.
	buttonCap = 50_000
	// flushPause is how long counts stay in memory: that much a crash may
	// lose.
	flushPause = 10 * time.Second
	// insertPatience bounds one writing.
	insertPatience = 30 * time.Second
)

// EventStore is where counts of events are written.
type EventStore interface {
	// InsertEvents stores the counts. After an error nothing is known of them;
	// counts of the same flush written again count once.
	InsertEvents(ctx context.Context, counts []observatory.EventCount) error
}

// Events counts how often citizens were offered the question, saw it, opened
// it and began to answer. It keeps numbers alone, in memory, and writes them
// every ten seconds. Its methods may be called from any goroutine.
type Events struct {
	store     EventStore
	catalogue func() *observatory.Catalogue
	now       func() time.Time
	log       *slog.Logger
	node      uint32
	epoch     uint32
	counted   prometheus.Counter
	dropped   prometheus.Counter

	mu     sync.Mutex
	fresh  map[eventKey]uint32
	day    observatory.Day
	totals map[button]*[4]uint32 // of the day

	// unsent and flushed belong to the one who flushes.
	unsent  []observatory.EventCount
	flushed uint64
	failing bool

	begin sync.Once
	stop  context.CancelFunc
	done  chan struct{}
}

type button struct{ procedure, name string }

type eventKey struct {
	button
	day  observatory.Day
	kind observatory.EventKind
}

// NewEvents makes a counter whose writings carry the journal's node and epoch.
// A nil clock means time.Now. It counts at once, and writes from Start on.
func NewEvents(j *journal.Journal, store EventStore, catalogue func() *observatory.Catalogue, now func() time.Time,
	reg prometheus.Registerer, log *slog.Logger) (*Events, error) {
	if now == nil {
		now = time.Now
	}
	e := &Events{
		store: store, catalogue: catalogue, now: now, log: log.With("component", "collector"),
		node: j.Node(), epoch: j.Epoch(),
		fresh: map[eventKey]uint32{}, totals: map[button]*[4]uint32{}, done: make(chan struct{}),
		counted: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_collector_events_total", Help: "Events counted."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_collector_events_dropped_total", Help: "Events above what is counted for one button and day."}),
	}
	for _, c := range []prometheus.Collector{e.counted, e.dropped} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("cannot register the metrics of events: %w", err)
		}
	}
	return e, nil
}

// Add counts what the report says. The error is an *observatory.InvalidError,
// or wraps observatory.ErrNotFound (the procedure) or ErrUnavailable (there is
// no catalogue yet).
func (e *Events) Add(r observatory.EventReport) error {
	if err := r.Validate(); err != nil {
		return err
	}
	catalogue := e.catalogue()
	if catalogue == nil {
		return unavailable(errNoCatalogue)
	}
	p, ok := catalogue.Find(r.Procedure)
	if !ok {
		return fmt.Errorf("there is no procedure with this id or alias: %w", observatory.ErrNotFound)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	at := e.place(button{p.ID, r.Button})
	for i, kind := range observatory.EventKinds() {
		e.add(eventKey{at, e.day, kind}, &e.totals[at][i], r.Events[kind])
	}
	return nil
}

// Count counts one event on one of our own pages. What cannot be counted is
// dropped: no citizen waits for a number.
func (e *Events) Count(procedure, button string, kind observatory.EventKind) {
	_ = e.Add(observatory.EventReport{Procedure: procedure, Button: button, Events: map[observatory.EventKind]int{kind: 1}})
}

// place returns the button to count for, and makes room for its totals.
func (e *Events) place(at button) button {
	if today := observatory.DayOf(e.now()); today != e.day {
		e.day = today
		clear(e.totals)
	}
	if e.totals[at] == nil && len(e.totals) >= buttonCap {
		at.name = ""
	}
	if e.totals[at] == nil {
		e.totals[at] = new([4]uint32)
	}
	return at
}

// add counts n events, as far as the day's total allows.
func (e *Events) add(at eventKey, total *uint32, n int) {
	taken := min(uint32(n), eventCap-*total)
	e.dropped.Add(float64(uint32(n) - taken))
	if taken == 0 {
		return
	}
	*total += taken
	e.fresh[at] += taken
	e.counted.Add(float64(taken))
}

// Start begins to write. The end of ctx does not stop it: Stop does.
func (e *Events) Start(ctx context.Context) {
	e.begin.Do(func() {
		ctx, e.stop = context.WithCancel(context.WithoutCancel(ctx))
		go e.run(ctx)
	})
}

func (e *Events) run(ctx context.Context) {
	defer close(e.done)
	tick := time.NewTicker(flushPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			e.flush(ctx)
		}
	}
}

// Stop writes what is left, and returns when that is done or was tried, or ctx
// ends.
func (e *Events) Stop(ctx context.Context) {
	e.begin.Do(func() {}) // a Start after it does nothing
	if e.stop == nil {
		return
	}
	e.stop()
	<-e.done
	e.flush(ctx) // perhaps what is to be written again
	e.flush(ctx) // what came after it
}

// flush writes what was counted since the last time. What could not be written
// is written again as it was, under the same flush, before anything else.
func (e *Events) flush(ctx context.Context) {
	if len(e.unsent) == 0 {
		e.unsent = e.take()
	}
	if len(e.unsent) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, insertPatience)
	defer cancel()
	err := e.store.InsertEvents(ctx, e.unsent)
	if err == nil {
		e.unsent = nil
	} else if !e.failing {
		e.log.Warn("counts of events cannot be written; they wait", "cause", err)
	}
	e.failing = err != nil
}

// take returns what is to be written as one flush.
func (e *Events) take() []observatory.EventCount {
	e.mu.Lock()
	fresh := e.fresh
	e.fresh = make(map[eventKey]uint32, len(fresh))
	e.mu.Unlock()
	e.flushed = max(e.flushed+1, uint64(max(e.now().UnixMilli(), 0)))
	counts := make([]observatory.EventCount, 0, len(fresh))
	for at, n := range fresh {
		counts = append(counts, observatory.EventCount{
			Procedure: at.procedure, Button: at.name, Day: at.day, Kind: at.kind, N: n,
			Flush: observatory.Flush{Node: e.node, Epoch: e.epoch, At: e.flushed},
		})
	}
	return counts
}
