package aggregator

import (
	"context"
	"time"

	"servicequality/observatory"
)

// Lister keeps what is proposed for the list of essential procedures.
type Lister interface {
	SaveProposals(ctx context.Context, at time.Time, proposals []observatory.ListProposal) error
}

// top250 proposes entries and exits; whoever keeps the catalogue decides.
func (a *Aggregator) top250(ctx context.Context) (result, error) {
	catalogue, err := a.store.Catalogue(ctx)
	if err != nil {
		return result{}, err
	}
	began := a.now().UTC().Truncate(time.Millisecond)
	proposals := observatory.ProposeList(catalogue.Procedures())
	return result{rows: uint64(len(proposals)), began: began}, a.store.SaveProposals(ctx, began, proposals)
}
