package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory/edition"
)

// Editions returns every edition as it stands, drafts too, oldest first.
func (s *Store) Editions(ctx context.Context) ([]edition.Edition, error) {
	var all []edition.Edition
	err := s.query(ctx, "editions", nil, func(r driver.Rows) error {
		var e edition.Edition
		var state, summary, objections string
		var asOf, reply time.Time
		err := r.Scan(&e.ID, &state, &asOf, &e.Rules, &e.AsPrinted, &e.Replaces, &e.Reason, &e.Copy, &e.Procedures, &e.Figures,
			&summary, &objections, &e.Checksum, &e.FrozenAt, &reply, &e.Manifest, &e.PublishedAt)
		if err == nil && summary != "" {
			err = json.Unmarshal([]byte(summary), &e.Summary)
		}
		if err == nil && objections != "" {
			err = json.Unmarshal([]byte(objections), &e.Objections)
		}
		e.State, e.AsOf, e.ReplyUntil = edition.State(state), civilDay(asOf), civilDay(reply)
		e.FrozenAt, e.PublishedAt = instant(e.FrozenAt), instant(e.PublishedAt)
		all = append(all, e)
		return err
	})
	edition.Sort(all)
	return all, err
}

// SaveEdition writes the edition's row: what it names must be written before.
func (s *Store) SaveEdition(ctx context.Context, e edition.Edition) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	summary, err := json.Marshal(e.Summary)
	var objections []byte
	if err == nil && len(e.Objections) > 0 {
		objections, err = json.Marshal(e.Objections)
	}
	if err != nil {
		return fmt.Errorf("cannot record the edition %s: %w", e.ID, err)
	}
	err = s.insert(ctx, `INSERT INTO editions (id, state, as_of, rules, as_published, replaces, reason, copy, procedures, figures,
 summary, objections, checksum, frozen_at, reply_until, manifest, published_at, at)`,
		e.ID, string(e.State), e.AsOf.Date(), e.Rules, e.AsPrinted, e.Replaces, e.Reason, e.Copy, e.Procedures, e.Figures,
		string(summary), string(objections), e.Checksum, storable(e.FrozenAt), e.ReplyUntil.Date(), e.Manifest, storable(e.PublishedAt), at)
	if err != nil {
		return fmt.Errorf("cannot record the edition %s: %w", e.ID, err)
	}
	return nil
}

// storable is the database's earliest instant for the zero time.
func storable(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}

// RemoveEdition deletes an edition without a trace: one of a demonstration.
func (s *Store) RemoveEdition(ctx context.Context, id string) error {
	if err := s.PurgeCopies(ctx, id, 0); err != nil {
		return err
	}
	for _, statement := range []string{
		"ALTER TABLE objections DELETE WHERE edition = {edition:String} SETTINGS mutations_sync = 2",
		"ALTER TABLE editions DELETE WHERE id = {edition:String} SETTINGS mutations_sync = 2",
	} {
		if err := s.conn.Exec(parameters{"edition": id}.context(ctx), statement); err != nil {
			return fmt.Errorf("cannot delete the edition %s: %w", id, err)
		}
	}
	return nil
}

// PurgeCopies deletes what freezes of the edition that were cut short left
// behind: every copy but the one to keep.
func (s *Store) PurgeCopies(ctx context.Context, edition string, keep uint64) error {
	p := parameters{"edition": edition, "keep": keep}
	for _, table := range []string{"edition_procedures", "edition_tallies", "edition_figures"} {
		const others = " WHERE edition = {edition:String} AND copy != {keep:UInt64}"
		var left uint64
		err := s.conn.QueryRow(p.context(ctx), "SELECT count() FROM "+table+others).Scan(&left)
		if err == nil && left > 0 { // a mutation is dear, and there rarely is any
			err = s.conn.Exec(p.context(ctx), "ALTER TABLE "+table+" DELETE"+others+" SETTINGS mutations_sync = 2")
		}
		if err != nil {
			return fmt.Errorf("cannot delete the leftovers of the edition %s: %w", edition, err)
		}
	}
	return nil
}
