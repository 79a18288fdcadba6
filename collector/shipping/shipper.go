package shipping

import (
	"cmp"
	"context"
	"log/slog"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
)

// Config holds a shipper's settings. Its zero value is meant for production.
type Config struct {
	// Now is the clock that verdicts are looked for by; nil means time.Now.
	Now func() time.Time
	// BatchRows is the most rows of one insert; 0 means 50 000.
	BatchRows int
	// BatchAge is how long the first rating of a batch waits for others; 0 means
	// one second.
	BatchAge time.Duration
	// StoreTimeout bounds one call to the store; 0 means three minutes.
	StoreTimeout time.Duration
	// Jitter returns a part of the given time by which a pause between two
	// attempts is shortened; nil means any part, by chance.
	Jitter func(time.Duration) time.Duration
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.N[time.Duration]
	}
	c.BatchRows = cmp.Or(c.BatchRows, 50_000)
	c.BatchAge = cmp.Or(c.BatchAge, time.Second)
	c.StoreTimeout = cmp.Or(c.StoreTimeout, 3*time.Minute)
	return c
}

// Shipper ships one journal to one store. Its methods may be called from any
// goroutine.
type Shipper struct {
	cfg      Config
	journal  *journal.Journal
	store    Store
	graves   *graves
	metrics  *metrics
	log      *slog.Logger
	position *position
	outage   *outage

	begin    sync.Once
	running  context.Context // until Stop gives up
	draining context.Context // until Stop is called
	drain    context.CancelFunc
	abort    context.CancelFunc
	tasks    sync.WaitGroup
}

// New makes a shipper. Nothing runs before Start.
func New(j *journal.Journal, store Store, cfg Config, reg prometheus.Registerer, log *slog.Logger) (*Shipper, error) {
	s := &Shipper{cfg: cfg.withDefaults(), journal: j, store: store, graves: newGraves(), log: log}
	var err error
	if s.metrics, err = newMetrics(reg, s.Health, j.Stats); err != nil {
		return nil, err
	}
	s.outage = &outage{log: log, jitter: s.cfg.Jitter}
	s.position = newPosition(j, s.metrics, log)
	return s, nil
}

// Start begins to ship. It returns at once; what is in the journal is read in
// the background. The end of ctx does not stop the shipper: Stop does.
func (s *Shipper) Start(ctx context.Context) {
	s.begin.Do(func() {
		s.running, s.abort = context.WithCancel(context.WithoutCancel(ctx))
		s.draining, s.drain = context.WithCancel(s.running)
		s.tasks.Go(s.ship)
	})
}

// Stop ships what is in the journal and returns when that is done, when the
// store fails, or when ctx ends. What is left stays in the journal for the next
// start. Nothing should be appended any more when it is called; the journal is
// closed after it.
func (s *Shipper) Stop(ctx context.Context) {
	s.begin.Do(func() {}) // a Start after it does nothing
	if s.drain == nil {
		return
	}
	defer context.AfterFunc(ctx, s.abort)()
	s.drain()
	s.tasks.Wait()
	s.abort()
	if pending := s.Health().Pending; pending > 0 {
		s.log.Info("ratings stay in the journal for the next start", "pending", pending)
	}
}

// Health tells how far the records have come.
func (s *Shipper) Health() Health { return s.position.health() }

// CountUnread adds one to the failures of shipping, for another reader that could not
// read the journal.
func (s *Shipper) CountUnread() { s.metrics.failures[callRead].Inc() }

// ship finishes what an earlier process had begun to send, then ships batch
// after batch and verifies beside it.
func (s *Shipper) ship() {
	if s.recallTombstones() != nil {
		return
	}
	s.tasks.Go(s.followTombstones)
	from := source{journal: s.journal, position: s.position, graves: s.graves}
	way := &lane{
		node: s.journal.Node(), store: s.store, position: s.position, outage: s.outage,
		metrics: s.metrics, timeout: s.cfg.StoreTimeout, draining: s.draining,
		turn: make(chan struct{}, 1),
	}
	if err := s.resume(from, way); err != nil {
		return
	}
	batches := make(chan batch)
	cut := &cutter{
		source: from, lane: way, journal: s.journal, metrics: s.metrics, log: s.log,
		rows: s.cfg.BatchRows, age: s.cfg.BatchAge, last: s.position.shipped(),
	}
	shipped := make(chan struct{}, 1)
	look := &verifier{
		source: from, journal: s.journal, store: s.store, lane: way, position: s.position,
		outage: s.outage, metrics: s.metrics, log: s.log, shipped: shipped,
	}
	ctx, cancel := context.WithCancel(s.running)
	defer cancel() // the cutter ends with what it works for
	s.tasks.Go(func() { cut.run(ctx, s.draining, batches) })
	s.tasks.Go(func() { look.run(s.running, s.draining) })
	suspect := s.suspects()
	for b := range batches {
		in, f := b.intent(), unsent
		if suspect(b) {
			in.Attempt, f = anyAttempt(), unknown
		}
		if way.bury(s.running, b.tombstones) != nil {
			b.ahead.drop()
			return
		}
		if way.deliver(s.running, in, b.rows, f, b.cut, b.ahead) != nil {
			return
		}
		select {
		case shipped <- struct{}{}:
		default:
		}
	}
}

// suspects returns what tells whether a batch may have been sent before although
// the cursor does not say so: because it was lost, or because the journal was
// restored from a backup, which begins a new epoch.
func (s *Shipper) suspects() func(batch) bool {
	var upTo uint64
	if s.journal.Stats().CursorLost > 0 {
		upTo = s.journal.Committed()
	}
	return func(b batch) bool { return b.from <= upTo || b.epoch != s.journal.Epoch() }
}

// anyAttempt returns a number for rows of which it is forgotten under which
// tokens they were sent: one by chance is surely a new one.
func anyAttempt() uint32 { return rand.Uint32N(math.MaxUint32 / 2) }

// resume finishes the batch that was announced and whose fate is unknown.
func (s *Shipper) resume(from source, way *lane) error {
	in, open := s.position.intent()
	if !open {
		return nil
	}
	retry := s.outage.backoff()
	for {
		b, err := from.read(in.From, in.To, everything)
		if err == nil {
			if b.digest != in.Digest {
				s.log.Warn("an announced batch is not what it was; its records were damaged", "from", in.From, "to", in.To)
			}
			return way.deliver(s.running, in, b.rows, unknown, cutRepair, parcel{})
		}
		s.metrics.failures[callRead].Inc()
		s.log.Error("the journal cannot be read; its ratings wait", "cause", err)
		if err := retry.wait(s.running, s.draining); err != nil {
			return err
		}
	}
}
