package shipping

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/observatory"
)

// conservationPause is the time between two looks at the conservation law; the
// first comes that long after the start, once what an earlier process left is
// shipped.
const conservationPause = time.Hour

// Books is what the conservation law needs of the database.
type Books interface {
	Presence
	// Balance compares what is stored with what is counted, from a day on.
	Balance(ctx context.Context, since observatory.Day) (observatory.Balance, error)
}

// Conservation shows the conservation law of one journal as metrics: in each hour that
// the journal still holds, the records acknowledged, those that can be read, their
// ratings and those in the database; and, of the same days, the ratings stored and
// counted. They are what the command doctor checks, every hour.
type Conservation struct {
	dir   string
	node  string
	books Books
	log   *slog.Logger

	mu      sync.Mutex
	audit   Audit
	balance observatory.Balance
	looked  time.Time // zero before the first look

	failures prometheus.Counter
	begin    sync.Once
	stop     context.CancelFunc
	done     chan struct{}
}

// NewConservation makes the metrics of the journal, which is in dir. They are
// there from the first look on, an hour after Start.
func NewConservation(j *journal.Journal, dir string, books Books, reg prometheus.Registerer, log *slog.Logger) (*Conservation, error) {
	c := &Conservation{
		dir: dir, node: fmt.Sprintf("%08x", j.Node()), books: books, log: log.With("component", "collector"), done: make(chan struct{}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "observatory_collector_conservation_failures_total", Help: "Looks at the conservation law that failed."}),
	}
	if err := errors.Join(reg.Register(c), reg.Register(c.failures)); err != nil {
		return nil, fmt.Errorf("cannot register the metrics of the conservation law: %w", err)
	}
	return c, nil
}

// Start begins to look. The end of ctx does not stop it: Stop does.
func (c *Conservation) Start(ctx context.Context) {
	c.begin.Do(func() {
		ctx, c.stop = context.WithCancel(context.WithoutCancel(ctx))
		go c.run(ctx)
	})
}

// Stop ends a look that is under way.
func (c *Conservation) Stop() {
	c.begin.Do(func() {}) // a Start after it does nothing
	if c.stop != nil {
		c.stop()
		<-c.done
	}
}

func (c *Conservation) run(ctx context.Context) {
	defer close(c.done)
	tick := time.NewTicker(conservationPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if err := c.look(ctx, now); err != nil && ctx.Err() == nil {
				c.failures.Inc()
				c.log.Warn("the conservation law could not be checked", "cause", err)
			}
		}
	}
}

// look checks the law once, and tells when it does not hold.
func (c *Conservation) look(ctx context.Context, now time.Time) error {
	audit, err := NewAudit(ctx, c.dir, c.books)
	if err != nil {
		return err
	}
	balance, err := c.books.Balance(ctx, audit.Since)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.audit, c.balance, c.looked = audit, balance, now
	c.mu.Unlock()
	for _, h := range audit.Unbalanced() {
		c.log.Error("an hour does not balance: run observatory doctor", "hour", h.Start, "acknowledged_records", h.Acknowledged,
			"readable_records", h.Records, "ratings", h.Ratings, "stored", h.Stored, "pending", h.Pending)
	}
	if balance.Wrong > 0 {
		c.log.Error("ratings stored and counted differ: run observatory doctor", "stored", balance.Stored, "counted", balance.Counted)
	}
	return nil
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("observatory_collector_conservation_"+name, help, append([]string{"node"}, labels...), nil)
}

// lawDescs are the metrics of the law.
type lawDescs struct{ records, ratings, counted, broken, looked *prometheus.Desc }

func newLawDescs() lawDescs {
	return lawDescs{
		records: describe("records", "Journal records of an hour: acknowledged, and readable.", "hour", "place"),
		ratings: describe("ratings", "Different ratings of an hour: in the journal, in the database, pending.", "hour", "place"),
		counted: describe("balance_ratings", "Ratings of the days that the journal holds: stored, and counted in tallies.", "place"),
		broken:  describe("broken", "Hours, and days of procedures, in which the law does not hold: any is an alarm."),
		looked:  describe("checked_seconds", "When the law was last checked, in Unix seconds."),
	}
}

// Describe tells Prometheus which metrics there are.
func (c *Conservation) Describe(to chan<- *prometheus.Desc) {
	d := newLawDescs()
	for _, desc := range []*prometheus.Desc{d.records, d.ratings, d.counted, d.broken, d.looked} {
		to <- desc
	}
}

// Collect sends what the last look saw, nothing before the first one.
func (c *Conservation) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looked.IsZero() {
		return
	}
	d := newLawDescs()
	send := func(desc *prometheus.Desc, value uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(value), append([]string{c.node}, labels...)...)
	}
	for _, h := range c.audit.Hours {
		hour := h.Start.UTC().Format("2006-01-02T15Z")
		send(d.records, h.Acknowledged, hour, "acknowledged")
		send(d.records, h.Records, hour, "journal")
		send(d.ratings, h.Ratings, hour, "journal")
		send(d.ratings, h.Stored, hour, "database")
		send(d.ratings, h.Pending, hour, "pending")
	}
	send(d.counted, c.balance.Stored, "database")
	send(d.counted, c.balance.Counted, "tallies")
	send(d.broken, uint64(len(c.audit.Unbalanced()))+c.balance.Wrong)
	send(d.looked, uint64(c.looked.Unix()))
}
