package shipping

import (
	"log/slog"
	"math"
	"sync"

	"servicequality/collector/journal"
)

// position is how far the journal's records have come. It is saved in the
// journal's cursor.
type position struct {
	journal *journal.Journal
	metrics *metrics
	log     *slog.Logger

	mu       sync.Mutex
	cursor   journal.Cursor
	verified uint64 // what is saved stays before the first held record
	held     map[uint64]bool
	first    uint64 // the first held record
}

// newPosition continues where the journal's cursor is, but has everything that
// is still kept verified again: who knows what happened to the database.
func newPosition(j *journal.Journal, m *metrics, log *slog.Logger) *position {
	p := &position{
		journal: j, metrics: m, log: log, cursor: j.Cursor(),
		held: make(map[uint64]bool), first: math.MaxUint64,
	}
	p.rewind()
	return p
}

// announce saves what is about to be sent. Only then it may be sent.
func (p *position) announce(in journal.Intent) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.cursor.Intent
	p.cursor.Intent = in
	err := p.save()
	if err != nil {
		p.cursor.Intent = before
	}
	return err
}

// arrived notes that everything up to the record numbered to is stored, and
// that no intent is open. When this cannot be saved, the next announcement
// saves it, or the next start finds the intent open and verifies it.
func (p *position) arrived(to uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.metrics.shipped.Add(float64(max(to, p.cursor.Shipped) - p.cursor.Shipped))
	p.cursor.Shipped = max(to, p.cursor.Shipped)
	p.cursor.Intent = journal.Intent{}
	_ = p.save() // counted and logged there
}

// verifiedTo notes that everything up to the record numbered to was found.
func (p *position) verifiedTo(to uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.metrics.verified.Add(float64(max(to, p.verified) - p.verified))
	p.verified = max(to, p.verified)
	_ = p.save() // counted and logged there; the next one saves it
}

// rewind has everything that is still kept verified again.
func (p *position) rewind() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.verified = min(p.cursor.Shipped, p.journal.First()-1)
}

// hold keeps a record that cannot be read as a rating, and all after it, from
// being retired: it was acknowledged, and another release may understand it.
func (p *position) hold(seq uint64, cause error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held[seq] {
		return
	}
	p.held[seq] = true
	p.first = min(p.first, seq)
	p.metrics.unreadable.Inc()
	p.log.Error("a journal record cannot be read; it is kept, use the release that wrote it",
		"seq", seq, "cause", cause)
}

func (p *position) save() error {
	c := p.cursor
	c.Verified = min(p.verified, p.first-1)
	err := p.journal.SaveCursor(c)
	if err != nil {
		p.metrics.failures[callCursor].Inc()
		p.log.Error("the shipper's position cannot be saved", "cause", err)
	}
	return err
}

// intent returns the batch whose fate is unknown; false when there is none.
func (p *position) intent() (journal.Intent, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cursor.Intent, p.cursor.Intent != journal.Intent{}
}

func (p *position) shipped() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cursor.Shipped
}

// unverified returns the records that were shipped and have to be looked for,
// the last one included; none when from is after to.
func (p *position) unverified() (from, to uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.verified + 1, p.cursor.Shipped
}

// Health is how far the ratings of this collector have come, as numbers of
// journal records: each number counts every record up to it.
type Health struct {
	// Acknowledged records are durable in the journal.
	Acknowledged uint64 `json:"acknowledged"`
	// Shipped records were taken by ClickHouse.
	Shipped uint64 `json:"shipped"`
	// Verified records were found there afterwards. After a restart of the
	// engine it falls back to what the journal no longer holds.
	Verified uint64 `json:"verified"`
	// Pending records are acknowledged and not yet shipped.
	Pending uint64 `json:"pending"`
}

func (p *position) health() Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := Health{
		Acknowledged: p.journal.Committed(),
		Shipped:      p.cursor.Shipped,
		Verified:     min(p.verified, p.first-1),
	}
	h.Pending = h.Acknowledged - min(h.Shipped, h.Acknowledged)
	return h
}
