package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// CopyForEdition copies the catalogue, what is public of the edition's window, the
// volumes, the probes and the receipts under the edition's Copy. Nothing reads them
// before the edition's row names the copy. A revision has what came since as far as
// it may become public.
func (s *Store) CopyForEdition(ctx context.Context, e edition.Edition) error {
	catalogue, err := s.Catalogue(ctx)
	if err != nil || len(catalogue.Procedures()) == 0 { // nothing to copy
		return err
	}
	w := e.Window()
	if e.Replaces != "" {
		if err := s.closeAgain(ctx, w.AsOf()); err != nil {
			return err
		}
	}
	period, err := s.Period(ctx, w)
	if err != nil {
		return err
	}
	if period.History == nil {
		return fmt.Errorf("the ratings of the edition %s are not counted yet: run observatory job run tally and freeze it again", e.ID)
	}
	p := public(w.AsOf(), w)
	p["edition"], p["copy"] = e.ID, e.Copy
	if err := s.exec(ctx, "copy_tallies", p); err != nil {
		return err
	}
	receipts, err := s.Receipts(ctx)
	if err != nil {
		return err
	}
	withheld := map[string][]string{}
	period.Rules = e.Rules
	for id := range period.Evidence {
		withheld[id] = period.Basis(id).Withheld()
	}
	return s.insertCopies(ctx, e, catalogue.Procedures(), receipts, period.Evidence, withheld)
}

// SaveCopies keeps the procedures of an edition that follows from nothing else.
func (s *Store) SaveCopies(ctx context.Context, e edition.Edition, procedures []observatory.Procedure) error {
	return s.insertCopies(ctx, e, procedures, nil, nil, nil)
}

func (s *Store) insertCopies(ctx context.Context, e edition.Edition, procedures []observatory.Procedure,
	receipts map[string]rating.Receipts, evidence map[string]indicator.Evidence, withheld map[string][]string) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO edition_procedures (edition, copy, id, procedure, first, last, accepted, doubtful, quarantined, evidence)")
	if err != nil {
		return fmt.Errorf("cannot copy the catalogue: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, p := range procedures {
		seen, n := evidence[p.ID], receipts[p.ID]
		text, err := json.Marshal(p)
		var copied []byte
		if err == nil {
			copied, err = json.Marshal(copiedEvidence{seen.Volumes, seen.Probes, withheld[p.ID]})
		}
		if err != nil {
			return fmt.Errorf("cannot copy the procedure %s: %w", p.ID, err)
		}
		err = batch.Append(e.ID, e.Copy, p.ID, string(text), seen.First.Date(), seen.Last.Date(), n.Accepted, n.Doubtful, n.Quarantined, string(copied))
		if err != nil {
			return fmt.Errorf("cannot copy the procedure %s: %w", p.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot copy the catalogue: %w", err)
	}
	return nil
}

// copiedEvidence is what is copied of a procedure's evidence as it is.
type copiedEvidence struct {
	Volumes []observatory.Volume `json:"volumes,omitempty"`
	Probes  indicator.Probes     `json:"probes"`
	// Withheld names the samples that would give citizens away (Basis.Withheld).
	Withheld []string `json:"withheld,omitempty"`
}

// EditionCopies returns what was copied for the edition.
func (s *Store) EditionCopies(ctx context.Context, e edition.Edition) (edition.Copies, error) {
	p := parameters{"edition": e.ID, "copy": e.Copy}
	c := edition.Copies{Bases: map[string]indicator.Basis{}, Receipts: map[string]rating.Receipts{}}
	tallies, err := s.copiedTallies(ctx, e, e.Window())
	if err != nil {
		return c, err
	}
	err = s.query(ctx, "edition_procedures", p, func(r driver.Rows) error {
		procedure, n, seen, withheld, err := scanCopy(r)
		c.Procedures = append(c.Procedures, procedure)
		c.Receipts[procedure.ID] = n
		seen.Tallies = tallies[procedure.ID]
		c.Bases[procedure.ID] = indicator.Distil(procedure.ID, seen, e.Rules).Withhold(withheld)
		return err
	})
	return c, err
}

// copiedTallies returns what was copied of the edition's tallies in whole months
// of its window, by procedure.
func (s *Store) copiedTallies(ctx context.Context, e edition.Edition, w observatory.Window) (map[string][]rating.Tally, error) {
	return s.tallies(ctx, "edition_tallies", parameters{"edition": e.ID, "copy": e.Copy, "start": w.Start, "end": w.End})
}

// EditionRollover returns the copied tallies of the months that only one of the
// editions covers, none where they cannot be compared.
func (s *Store) EditionRollover(ctx context.Context, a, b edition.Edition) (t indicator.Rollover, err error) {
	gone, come, ok := edition.RolloverWindows(a, b)
	if !ok {
		return t, nil
	}
	if t.Gone, err = s.turnedOver(ctx, a, gone); err == nil {
		t.Come, err = s.turnedOver(ctx, b, come)
	}
	return t, err
}

func (s *Store) turnedOver(ctx context.Context, e edition.Edition, w observatory.Window) (map[string]indicator.Evidence, error) {
	tallies, err := s.copiedTallies(ctx, e, w)
	found := make(map[string]indicator.Evidence, len(tallies))
	for id, t := range tallies {
		found[id] = indicator.Evidence{Tallies: t}
	}
	return found, err
}

// scanCopy reads a copied procedure with what was received and its days.
func scanCopy(r driver.Rows) (p observatory.Procedure, n rating.Receipts, e indicator.Evidence, withheld []string, err error) {
	var id, text, evidence string
	var copied copiedEvidence
	var first, last time.Time
	if err = r.Scan(&id, &text, &first, &last, &n.Accepted, &n.Doubtful, &n.Quarantined, &evidence); err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	if err == nil && evidence != "" { // earlier releases copied none
		err = json.Unmarshal([]byte(evidence), &copied)
	}
	e.Volumes, e.Probes = copied.Volumes, copied.Probes
	e.First, e.Last = civilDay(first), civilDay(last)
	return p, n, e, copied.Withheld, err
}

// EditionCatalogue returns the catalogue as the edition found it.
func (s *Store) EditionCatalogue(ctx context.Context, e edition.Edition) (*observatory.Catalogue, error) {
	var procedures []observatory.Procedure
	err := s.query(ctx, "edition_procedures", parameters{"edition": e.ID, "copy": e.Copy}, func(r driver.Rows) error {
		procedure, _, _, _, err := scanCopy(r)
		procedures = append(procedures, procedure)
		return err
	})
	return observatory.NewCatalogue(procedures), err
}

// EditionChanges returns, by procedure, how many ratings of the days that both
// editions cover came between a and b, and how many were erased.
func (s *Store) EditionChanges(ctx context.Context, a, b edition.Edition) (map[string]edition.Corrections, error) {
	found := map[string]edition.Corrections{}
	start, end := max(a.Window().Start, b.Window().Start), min(a.Window().End, b.Window().End)
	if start >= end {
		return found, nil
	}
	p := sides(a, b)
	p["start"], p["end"] = start, end
	err := s.query(ctx, "edition_changes", p, func(r driver.Rows) error {
		var procedure string
		var late, erased int64
		err := r.Scan(&procedure, &late, &erased)
		found[procedure] = edition.Corrections{Late: uint64(late), Erased: uint64(erased)}
		return err
	})
	return found, err
}

func sides(a, b edition.Edition) parameters {
	return parameters{"a": a.ID, "b": b.ID, "copy_a": a.Copy, "copy_b": b.Copy}
}

// HoldSmallShifts gives a revision the copied tallies of the edition that it
// corrects, where only a few ratings came or went in between: the two figures
// beside each other would give their answers away. It returns the procedures.
func (s *Store) HoldSmallShifts(ctx context.Context, corrected, revision edition.Edition) ([]string, error) {
	var held []string
	err := s.query(ctx, "edition_shifts", sides(corrected, revision), func(r driver.Rows) error {
		var procedure string
		err := r.Scan(&procedure)
		held = append(held, procedure)
		return err
	})
	if err != nil || len(held) == 0 {
		return nil, err
	}
	p := sides(corrected, revision)
	p["held"] = quoted(held)
	for _, statement := range []string{
		`ALTER TABLE edition_tallies DELETE WHERE edition = {b:String} AND copy = {copy_b:UInt64} AND has({held:Array(String)}, procedure)
 SETTINGS mutations_sync = 2`,
		`INSERT INTO edition_tallies SELECT {b:String}, {copy_b:UInt64}, * EXCEPT (edition, copy) FROM edition_tallies
 WHERE edition = {a:String} AND copy = {copy_a:UInt64} AND has({held:Array(String)}, procedure)`,
	} {
		if err := s.conn.Exec(p.context(ctx), statement); err != nil {
			return nil, fmt.Errorf("cannot hold the tallies of %d procedures: %w", len(held), err)
		}
	}
	return held, nil
}
