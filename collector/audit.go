package collector

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"observatory"
	"observatory/collector/journal"
)

// Audit compares a journal with the database that it is shipped to.
type Audit struct {
	journal.Survey
	// Ratings is how many different ratings the journal holds: the steps of one
	// count once.
	Ratings uint64
	// Tombstones is how many tombstones the journal holds.
	Tombstones uint64
	// Unreadable records are whole, but no rating that this release knows.
	Unreadable uint64
	// Pending records are not shipped yet.
	Pending uint64
	// Missing ratings were shipped and the database does not have them.
	Missing uint64
	// Since is the earliest day of a rating in the journal, 0 without any.
	Since observatory.Day
}

// Presence tells which ratings the database does not have; Store says more.
type Presence interface {
	Missing(ctx context.Context, rows []observatory.Rating) ([]observatory.Rating, error)
}

// NewAudit reads the journal in dir, which may be in use, and looks in the
// database for everything that was shipped from it. A nil database is not asked.
func NewAudit(ctx context.Context, dir string, db Presence) (Audit, error) {
	// The node and the cursor are needed before the records.
	before, err := journal.Inspect(dir, func(journal.Record) error { return errEnough })
	if err != nil && !errors.Is(err, errEnough) {
		return Audit{}, err
	}
	a := auditor{
		ctx: ctx, db: db, node: before.Node, shipped: before.Cursor.Shipped,
		seen: map[uint64]struct{}{}, shared: make(words),
	}
	if a.audit.Survey, err = journal.Inspect(dir, a.record); err != nil {
		return a.audit, err
	}
	a.audit.Ratings = uint64(len(a.seen))
	if last := a.audit.Last; last > a.audit.Cursor.Shipped {
		a.audit.Pending = last - max(a.audit.Cursor.Shipped, a.audit.First-1)
	}
	return a.audit, a.ask()
}

var errEnough = errors.New("enough was read")

// auditor gathers the ratings of a journal and asks for them in batches.
type auditor struct {
	ctx     context.Context
	db      Presence
	node    uint32
	shipped uint64
	audit   Audit
	seen    map[uint64]struct{} // 62 of the random bits of each id
	shared  words
	rows    []observatory.Rating // shipped, and to be asked for
}

func (a *auditor) record(r journal.Record) error {
	if r.Type == recordTombstone {
		a.audit.Tombstones++
		return nil
	}
	rating, err := parseRating(r.Payload, a.shared)
	if r.Type != recordRating || err != nil {
		a.audit.Unreadable++ // one record must not end the audit
		return nil
	}
	a.seen[binary.BigEndian.Uint64(rating.ID[8:])] = struct{}{}
	if day := rating.Day(); a.audit.Since == 0 || day < a.audit.Since {
		a.audit.Since = day
	}
	if r.Seq > a.shipped || a.db == nil {
		return nil
	}
	rating.Delivery = observatory.Delivery{Node: a.node, Epoch: r.Epoch, Seq: r.Seq}
	a.rows = append(a.rows, rating)
	if len(a.rows) < verifyRows {
		return nil
	}
	return a.ask()
}

// ask looks for the rows gathered so far.
func (a *auditor) ask() error {
	if len(a.rows) == 0 {
		return nil
	}
	missing, err := a.db.Missing(a.ctx, a.rows)
	if err != nil {
		return fmt.Errorf("cannot look for the ratings of the journal in the database: %w", err)
	}
	a.audit.Missing += uint64(len(missing))
	a.rows = a.rows[:0]
	return nil
}
