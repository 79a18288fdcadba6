package aggregator

import "context"

// Eraser deletes the ratings and the texts that verdicts erased or masked.
type Eraser interface {
	// Erase deletes them, those included that arrived after the erasure from a
	// collector's journal, and returns how many there were.
	Erase(ctx context.Context) (rows uint64, err error)
	// Mask empties the texts that were masked, in the same way.
	Mask(ctx context.Context) (rows uint64, err error)
}

// erasures keeps the promise of an erasure, and of a masking, for what arrives
// late.
func (a *Aggregator) erasures(ctx context.Context) (result, error) {
	erased, err := a.store.Erase(ctx)
	if err != nil {
		return result{}, err
	}
	masked, err := a.store.Mask(ctx)
	return result{rows: erased + masked}, err
}
