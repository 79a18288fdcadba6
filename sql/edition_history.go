package sql

import (
	"context"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// EditionHistory returns what the editions say of each procedure, by edition
// and procedure id, the figures in the registry's order.
func (s *Store) EditionHistory(ctx context.Context, editions []edition.Edition) (map[string]map[string][]edition.FrozenFigure, error) {
	found := map[string]map[string][]edition.FrozenFigure{}
	ids, copies := quoted{}, []uint64{}
	for _, e := range editions {
		ids, copies = append(ids, e.ID), append(copies, e.Copy)
		found[e.ID] = map[string][]edition.FrozenFigure{}
	}
	texts := map[string]string{} // the same few words come again and again
	shared := func(text string) string {
		if known, ok := texts[text]; ok {
			return known
		}
		texts[text] = text
		return text
	}
	err := s.query(ctx, "edition_history", parameters{"editions": ids, "copies": copies}, func(r driver.Rows) error {
		var id, procedure, kind, state, word, printed, level, series string
		var value, low, high *decimal.Decimal
		var fragile bool
		var n, numerator, denominator uint64
		var instruments []string
		if err := r.Scan(&id, &procedure, &kind, &state, &word, &printed, &value, &low, &high, &level,
			&fragile, &n, &numerator, &denominator, &series, &instruments); err != nil {
			return err
		}
		for i := range instruments {
			instruments[i] = shared(instruments[i])
		}
		procedures := found[id]
		procedures[procedure] = append(procedures[procedure], edition.FrozenFigure{
			Kind: indicator.Kind(shared(kind)), State: indicator.State(shared(state)), Word: shared(word), Printed: shared(printed),
			Value: millionths(value), Low: millionths(low), High: millionths(high), Level: indicator.Level(shared(level)),
			Fragile: fragile, N: n, Numerator: numerator, Denominator: denominator,
			Series: shared(series), Instruments: slices.Clip(instruments),
		})
		return nil
	})
	return found, err
}

// millionths is exact the other way round.
func millionths(d *decimal.Decimal) *observatory.Micro {
	if d == nil {
		return nil
	}
	return new(observatory.Micro(d.Shift(6).IntPart()))
}
