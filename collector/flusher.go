package collector

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"servicequality/collector/journal"
	"servicequality/observatory/rating"
)

const (
	// flushPause is how long counts stay in memory: that much a crash may
	// lose.
	flushPause = 10 * time.Second
	// insertPatience bounds one writing.
	insertPatience = 30 * time.Second
)

// flusher writes counts that are gathered in memory, every ten seconds. Each
// writing has a flush of its own, the journal's node and epoch and the moment.
type flusher[T any] struct {
	what   string                 // is counted, for the log
	take   func(rating.Flush) []T // what was counted since the last time
	insert func(context.Context, []T) error
	now    func() time.Time
	log    *slog.Logger
	node   uint32
	epoch  uint32

	// unsent and flushed belong to the one who flushes.
	unsent  []T
	flushed uint64
	failing bool

	begin sync.Once
	stop  context.CancelFunc
	done  chan struct{}
}

func newFlusher[T any](what string, j *journal.Journal, take func(rating.Flush) []T,
	insert func(context.Context, []T) error, now func() time.Time, log *slog.Logger) *flusher[T] {
	if now == nil {
		now = time.Now
	}
	return &flusher[T]{
		what: what, take: take, insert: insert, now: now, log: log.With("component", "collector"),
		node: j.Node(), epoch: j.Epoch(), done: make(chan struct{}),
	}
}

// Start begins to write. The end of ctx does not stop it: Stop does.
func (f *flusher[T]) Start(ctx context.Context) {
	f.begin.Do(func() {
		ctx, f.stop = context.WithCancel(context.WithoutCancel(ctx))
		go f.run(ctx)
	})
}

func (f *flusher[T]) run(ctx context.Context) {
	defer close(f.done)
	tick := time.NewTicker(flushPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.flush(ctx)
		}
	}
}

// Stop writes what is left, and returns when that is done or was tried, or ctx
// ends.
func (f *flusher[T]) Stop(ctx context.Context) {
	f.begin.Do(func() {}) // a Start after it does nothing
	if f.stop == nil {
		return
	}
	f.stop()
	<-f.done
	f.flush(ctx) // perhaps what is to be written again
	f.flush(ctx) // what came after it
}

// flush writes what was counted since the last time. What could not be written
// is written again as it was, under the same flush, before anything else.
func (f *flusher[T]) flush(ctx context.Context) {
	if len(f.unsent) == 0 {
		f.flushed = max(f.flushed+1, uint64(max(f.now().UnixMilli(), 0)))
		f.unsent = f.take(rating.Flush{Node: f.node, Epoch: f.epoch, At: f.flushed})
	}
	if len(f.unsent) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, insertPatience)
	defer cancel()
	err := f.insert(ctx, f.unsent)
	if err == nil {
		f.unsent = nil
	} else if !f.failing {
		f.log.Warn("counts of "+f.what+" cannot be written; they wait", "cause", err)
	}
	f.failing = err != nil
}
