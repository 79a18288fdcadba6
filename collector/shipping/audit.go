package shipping

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/observatory"
	"servicequality/observatory/rating"
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
	// Hours are those that the journal still holds, in order.
	Hours []Hour
}

// Hour is the conservation law of one hour: what was acknowledged can be read,
// and what can be read is in the database or waits for it.
type Hour struct {
	Start time.Time
	// Acknowledged records have a number; Records of them can be read.
	Acknowledged, Records uint64
	// Ratings are the different ones whose first record that is kept came in
	// this hour; Stored of them are in the database, Pending ones were not
	// shipped yet.
	Ratings, Stored, Pending uint64
}

// Balanced says whether the law holds.
func (h Hour) Balanced() bool {
	return h.Acknowledged == h.Records && h.Ratings == h.Stored+h.Pending
}

// Unbalanced returns the hours in which the law does not hold.
func (a Audit) Unbalanced() []Hour {
	return slices.DeleteFunc(slices.Clone(a.Hours), Hour.Balanced)
}

// Presence tells which ratings the database does not have; Store says more.
type Presence interface {
	Missing(ctx context.Context, rows []rating.Rating) ([]rating.Rating, error)
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
		seen: map[uint64]*Hour{}, lost: map[uint64]bool{}, hours: map[int64]*Hour{}, gaps: map[*Hour]uint64{}, shared: make(plainjson.Words),
	}
	if a.audit.Survey, err = journal.Inspect(dir, a.record); err != nil {
		return a.audit, err
	}
	a.audit.Ratings = uint64(len(a.seen))
	if last := a.audit.Last; last > a.audit.Cursor.Shipped {
		a.audit.Pending = last - max(a.audit.Cursor.Shipped, a.audit.First-1)
	}
	err = a.ask()
	a.audit.Hours = a.sum()
	return a.audit, err
}

var errEnough = errors.New("enough was read")

// auditor gathers the ratings of a journal and asks for them in batches.
type auditor struct {
	ctx     context.Context
	db      Presence
	node    uint32
	shipped uint64
	audit   Audit
	hours   map[int64]*Hour
	seen    map[uint64]*Hour // by 62 of the random bits of each id
	lost    map[uint64]bool  // those that are missing
	last    uint64           // record that was read
	gap     uint64           // numbers without a record since the last rating
	dark    uint64           // records since then that are no ratings
	gaps    map[*Hour]uint64
	shared  plainjson.Words
	rows    []rating.Rating // shipped, and to be asked for
}

// tag tells a rating from others.
func tag(id uuid.UUID) uint64 { return binary.BigEndian.Uint64(id[8:]) }

func (a *auditor) record(r journal.Record) error {
	if a.last != 0 {
		a.gap += r.Seq - a.last - 1
	}
	a.last = r.Seq
	if r.Type == record.TypeTombstone {
		a.audit.Tombstones++
		return nil
	}
	recorded, err := record.ParseRating(r.Payload, a.shared)
	if r.Type != record.TypeRating || err != nil {
		a.audit.Unreadable++ // one record must not end the audit
		a.dark++
		return nil
	}
	a.count(r.Seq, recorded)
	if day := recorded.Day(); a.audit.Since == 0 || day < a.audit.Since {
		a.audit.Since = day
	}
	if r.Seq > a.shipped || a.db == nil {
		return nil
	}
	recorded.Delivery = rating.Delivery{Node: a.node, Epoch: r.Epoch, Seq: r.Seq}
	a.rows = append(a.rows, recorded)
	if len(a.rows) < verifyRows {
		return nil
	}
	return a.ask()
}

// count takes the record into its hour. What could not be read before it is said
// to be of the same hour.
func (a *auditor) count(seq uint64, rating rating.Rating) {
	start := rating.ReceivedAt.Truncate(time.Hour)
	hour := a.hours[start.Unix()]
	if hour == nil {
		hour = &Hour{Start: start}
		a.hours[start.Unix()] = hour
	}
	hour.Acknowledged += a.dark + 1
	hour.Records++
	a.gaps[hour] += a.gap
	a.dark, a.gap = 0, 0
	if a.seen[tag(rating.ID)] != nil {
		return
	}
	a.seen[tag(rating.ID)] = hour
	hour.Ratings++
	if seq > a.shipped {
		hour.Pending++
	}
}

// sum returns the hours, once the database was asked.
func (a *auditor) sum() []Hour {
	missing := map[*Hour]uint64{}
	for id := range a.lost {
		missing[a.seen[id]]++
	}
	var all []Hour
	for _, start := range slices.Sorted(maps.Keys(a.hours)) {
		hour := a.hours[start]
		hour.Stored = hour.Ratings - hour.Pending - missing[hour]
		if a.audit.Damaged > 0 { // otherwise a segment retired while it was read
			hour.Acknowledged += a.gaps[hour]
		}
		all = append(all, *hour)
	}
	return all
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
	for _, r := range missing {
		a.lost[tag(r.ID)] = true
	}
	a.rows = a.rows[:0]
	return nil
}
