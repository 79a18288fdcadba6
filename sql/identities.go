package sql

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// Identity says which rating is stored, and what brought it.
type Identity struct {
	ID        uuid.UUID
	Procedure string
	Version   uint8
	rating.Delivery
}

// Identities calls each for every rating that counts, in no order. An error of
// each ends it and is returned.
func (s *Store) Identities(ctx context.Context, each func(Identity) error) error {
	return s.query(ctx, "identities", nil, func(r driver.Rows) error {
		var i Identity
		if err := r.Scan(&i.Procedure, &i.ID, &i.Version, &i.Node, &i.Epoch, &i.Seq); err != nil {
			return err
		}
		return each(i)
	})
}
