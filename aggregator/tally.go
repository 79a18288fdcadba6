package aggregator

import "context"

// tally counts again every (procedure, day) that changed.
func (a *Aggregator) tally(ctx context.Context) (result, error) {
	rows, began, err := a.store.Recount(ctx, false)
	return result{rows: rows, began: began}, err
}
