package collector

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Bounds of the counts of events: anybody may send them.
const (
	// eventCap is the most of one step that is counted for one button on one
	// day.
	eventCap = 1_000_000
	// buttonCap is how many buttons are told apart in a day; the events of
	// others are counted for their procedure alone.
	buttonCap = 50_000
)

// EventStore is where counts of events are written.
type EventStore interface {
	// InsertEvents stores the counts. After an error nothing is known of them;
	// counts of the same flush written again count once.
	InsertEvents(ctx context.Context, counts []rating.EventCount) error
}

// Events counts how often citizens were offered the question, saw it, opened
// it and began to answer. It keeps numbers alone, in memory, and writes them
// every ten seconds. Its methods may be called from any goroutine.
type Events struct {
	*flusher[rating.EventCount]
	catalogue func() *observatory.Catalogue
	hosts     *Hosts
	counted   prometheus.Counter
	dropped   prometheus.Counter

	mu     sync.Mutex
	fresh  map[eventKey]uint32
	day    observatory.Day
	totals map[button]*[4]uint32 // of the day
}

type button struct{ procedure, name string }

type eventKey struct {
	button
	day  observatory.Day
	kind rating.EventKind
}

// NewEvents makes a counter whose writings carry the journal's node and epoch.
// The hosts that events come from are counted in hosts, unless it is nil. A nil
// clock means time.Now. It counts at once, and writes from Start on.
func NewEvents(j *journal.Journal, store EventStore, catalogue func() *observatory.Catalogue, hosts *Hosts,
	now func() time.Time, reg prometheus.Registerer, log *slog.Logger) (*Events, error) {
	e := &Events{
		catalogue: catalogue, hosts: hosts,
		fresh: map[eventKey]uint32{}, totals: map[button]*[4]uint32{},
		counted: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_collector_events_total", Help: "Events counted."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_collector_events_dropped_total", Help: "Events above what is counted for one button and day."}),
	}
	e.flusher = newFlusher("events", j, e.take, store.InsertEvents, now, log)
	for _, c := range []prometheus.Collector{e.counted, e.dropped} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("cannot register the metrics of events: %w", err)
		}
	}
	return e, nil
}

// Add counts what the report says, and that a page (observatory.WithPage) said
// it. The error is an *observatory.InvalidError, or wraps
// observatory.ErrNotFound (the procedure) or ErrUnavailable (there is no
// catalogue yet).
func (e *Events) Add(ctx context.Context, r rating.EventReport) error {
	p, err := e.add(r)
	if err != nil {
		return err
	}
	var n uint32
	for _, times := range r.Events {
		n += uint32(times)
	}
	e.hosts.countEvents(p, observatory.PageOf(ctx), n)
	return nil
}

// Count counts one event on one of our own pages. What cannot be counted is
// dropped: no citizen waits for a number.
func (e *Events) Count(procedure, button string, kind rating.EventKind) {
	_, _ = e.add(rating.EventReport{Procedure: procedure, Button: button, Events: map[rating.EventKind]int{kind: 1}})
}

// add counts the report, and returns the procedure that it is about.
func (e *Events) add(r rating.EventReport) (*observatory.Procedure, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	p, err := procedureOf(e.catalogue(), r.Procedure)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	at := e.place(button{p.ID, r.Button})
	for i, kind := range rating.EventKinds() {
		e.tally(eventKey{at, e.day, kind}, &e.totals[at][i], r.Events[kind])
	}
	return p, nil
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

// tally counts n events, as far as the day's total allows.
func (e *Events) tally(at eventKey, total *uint32, n int) {
	taken := min(uint32(n), eventCap-*total)
	e.dropped.Add(float64(uint32(n) - taken))
	if taken == 0 {
		return
	}
	*total += taken
	e.fresh[at] += taken
	e.counted.Add(float64(taken))
}

// take returns what is to be written as one flush.
func (e *Events) take(flush rating.Flush) []rating.EventCount {
	e.mu.Lock()
	fresh := e.fresh
	e.fresh = make(map[eventKey]uint32, len(fresh))
	e.mu.Unlock()
	counts := make([]rating.EventCount, 0, len(fresh))
	for at, n := range fresh {
		counts = append(counts, rating.EventCount{Procedure: at.procedure, Button: at.name, Day: at.day, Kind: at.kind, N: n, Flush: flush})
	}
	return counts
}
