package sql

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// SaveEditionFigures stores the figures of an edition under its copy.
func (s *Store) SaveEditionFigures(ctx context.Context, f edition.Figures) error {
	batch, err := s.conn.PrepareBatch(ctx,
		"INSERT INTO edition_figures (edition, copy, procedure, kind, position, state, word, value, low, high, level, n, figure, printed)")
	if err != nil {
		return fmt.Errorf("cannot store the figures of the edition %s: %w", f.Edition.ID, err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, p := range f.Catalogue.Procedures() {
		for i, figure := range f.Figures[p.ID] {
			text, err := json.Marshal(figure)
			if err != nil {
				return fmt.Errorf("cannot store the figure %s of %s: %w", figure.Kind, p.ID, err)
			}
			err = batch.Append(f.Edition.ID, f.Edition.Copy, p.ID, string(figure.Kind), uint16(i), string(figure.State), figure.Word,
				exact(figure.Value), exact(figure.Low), exact(figure.High), string(figure.Level), figure.N, string(text), figure.Printed)
			if err != nil {
				return fmt.Errorf("cannot store the figure %s of %s: %w", figure.Kind, p.ID, err)
			}
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot store the figures of the edition %s: %w", f.Edition.ID, err)
	}
	return nil
}

func exact(m *observatory.Micro) *decimal.Decimal {
	if m == nil {
		return nil
	}
	d := decimal.New(int64(*m), -6)
	return &d
}

// EditionIndicators returns the figures of an edition as they are stored, of
// one procedure, or of all when procedure is empty.
func (s *Store) EditionIndicators(ctx context.Context, e edition.Edition, procedure string) (map[string][]indicator.Indicator, error) {
	found := map[string][]indicator.Indicator{}
	p := parameters{"edition": e.ID, "copy": e.Copy, "procedure": procedure}
	err := s.query(ctx, "edition_figures", p, func(r driver.Rows) error {
		var id, text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var figure indicator.Indicator
		if err := json.Unmarshal([]byte(text), &figure); err != nil {
			return err
		}
		found[id] = append(found[id], figure)
		return nil
	})
	return found, err
}
