package collector

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/mask"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Config holds a collector's settings. Its zero value is meant for production.
type Config struct {
	// Now is the clock that dates ratings; nil means time.Now.
	Now func() time.Time
	// Keys finds the key that a token names; nil means that there are none.
	Keys func(id uint32) (rating.TokenKey, bool)
	// KeysCurrent says whether Keys knows of the keys that were revoked, but for
	// the last minute; nil means that it always does. While it does not, a token
	// of completion proves nothing.
	KeysCurrent func() bool
	// Hosts counts the hosts that ratings come from; nil means that they are not
	// counted.
	Hosts *Hosts
	// NoLimits lifts the limits of what one network may send.
	NoLimits bool
	// BatchRows is the most rows of one insert; 0 means 50 000.
	BatchRows int
	// BatchAge is how long the first rating of a batch waits for others; 0 means
	// one second.
	BatchAge time.Duration
	// KnownSteps is how many steps are remembered, 44 bytes each; 0 means a
	// million.
	KnownSteps int
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
	if c.Keys == nil {
		c.Keys = func(uint32) (rating.TokenKey, bool) { return rating.TokenKey{}, false }
	}
	if c.KeysCurrent == nil {
		c.KeysCurrent = func() bool { return true }
	}
	c.KnownSteps = cmp.Or(c.KnownSteps, 1_000_000)
	return c
}

// Collector accepts ratings and ships them. Its methods may be called from any
// goroutine.
type Collector struct {
	cfg       Config
	journal   *journal.Journal
	shipper   *shipping.Shipper
	catalogue func() *observatory.Catalogue
	masker    *mask.Masker
	known     *knownSteps
	limiter   *limiter
	recalled  chan struct{} // closed once known holds what the journal tells
	metrics   *metrics
	log       *slog.Logger
	buffers   sync.Pool // of *bytes.Buffer: bodies being read

	begin    sync.Once
	draining context.Context // until Stop is called
	drain    context.CancelFunc
	tasks    sync.WaitGroup
}

// New makes a collector that keeps ratings in the journal and ships them to the
// store. The catalogue tells which procedures there are; while it returns nil no
// rating is accepted. Nothing runs before Start, but Accept works.
func New(j *journal.Journal, store shipping.Store, catalogue func() *observatory.Catalogue, cfg Config,
	reg prometheus.Registerer, log *slog.Logger) (*Collector, error) {
	cfg = cfg.withDefaults()
	c := &Collector{
		cfg: cfg, journal: j, catalogue: catalogue,
		masker: mask.New(), known: newKnownSteps(cfg.KnownSteps), limiter: newLimiter(cfg.Now),
		recalled: make(chan struct{}),
		log:      log.With("component", "collector"),
		buffers:  sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 2<<10)) }},
	}
	var err error
	if c.metrics, err = newMetrics(reg); err != nil {
		return nil, err
	}
	c.shipper, err = shipping.New(j, store, shipping.Config{
		Now: cfg.Now, BatchRows: cfg.BatchRows, BatchAge: cfg.BatchAge, StoreTimeout: cfg.StoreTimeout, Jitter: cfg.Jitter,
	}, reg, c.log)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Start begins to ship. It returns at once; what is in the journal is read in
// the background. The end of ctx does not stop the collector: Stop does.
func (c *Collector) Start(ctx context.Context) {
	c.begin.Do(func() {
		c.draining, c.drain = context.WithCancel(context.WithoutCancel(ctx))
		c.tasks.Go(c.remember)
		c.shipper.Start(ctx)
	})
}

// Stop ships what is in the journal and returns when that is done, when the
// store fails, or when ctx ends. What is left stays in the journal for the next
// start. Nothing should be accepted any more when it is called; the journal is
// closed after it.
func (c *Collector) Stop(ctx context.Context) {
	c.begin.Do(func() {}) // a Start after it does nothing
	if c.drain == nil {
		return
	}
	c.drain()
	c.shipper.Stop(ctx)
	c.tasks.Wait()
}

// Health tells how far the ratings have come.
func (c *Collector) Health() shipping.Health { return c.shipper.Health() }

// remember fills the table of known steps with the last ones in the journal.
func (c *Collector) remember() {
	defer close(c.recalled)
	last := c.journal.Committed()
	first := max(1, last+1-min(last+1, uint64(c.cfg.KnownSteps)))
	shared := make(plainjson.Words)
	for entry, err := range c.journal.Read(first) {
		if err != nil {
			c.shipper.CountUnread()
			c.log.Error("the journal cannot be read; ratings sent again get another record", "cause", err)
			return
		}
		if entry.Seq > last || c.draining.Err() != nil {
			return
		}
		if entry.Type != record.TypeRating {
			continue
		}
		if r, err := record.ParseRating(entry.Payload, shared); err == nil {
			c.known.add(r, entry.Seq, r.ReceivedAt)
		}
	}
}

var (
	// errNoCatalogue is why nothing is accepted before the catalogue is there.
	errNoCatalogue = errors.New("the catalogue is not loaded")
	// errNoKeys is why nothing is accepted under a key that may have been made
	// since the keys were last read.
	errNoKeys = errors.New("the keys of tokens cannot be read")
)
