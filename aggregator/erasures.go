package aggregator

import "context"

// Eraser takes away the rows of ratings that were erased.
type Eraser interface {
	// Erase deletes them, those included that arrived after the erasure from a
	// collector's journal, and returns how many there were.
	Erase(ctx context.Context) (rows uint64, err error)
}

// erasures keeps the promise of an erasure for what arrives late.
func (a *Aggregator) erasures(ctx context.Context) (result, error) {
	rows, err := a.store.Erase(ctx)
	return result{rows: rows}, err
}
