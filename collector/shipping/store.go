package shipping

import (
	"context"
	"time"

	"servicequality/observatory/rating"
)

// Store is the database that the journal is shipped to.
type Store interface {
	// PrepareRatings encodes the rows, all of one month, for one insert under the
	// token, which is used once. It sends none of them: send does, which is called
	// once, with a context that has ended to let the rows go unsent. After an error
	// of send nothing is known of the rows until Settle and Missing have answered.
	PrepareRatings(ctx context.Context, rows []rating.Rating, token string) (send func(context.Context) error, err error)
	// Settle makes sure that an insert with that token, if there is or was one,
	// is over: on nil it has stored what it will ever store.
	Settle(ctx context.Context, token string) error
	// Undelivered returns the numbers of those of the sent records, of one journal
	// and epoch and in the order of their numbers, that no row is the delivery of.
	// Whether such a record is missing only Missing tells.
	Undelivered(ctx context.Context, node, epoch uint32, sent []rating.RowKey) ([]uint64, error)
	// Missing returns those of the rows that are stored neither by their
	// delivery (node, epoch, seq) nor as a row of the same id with at least
	// their Order. Erased ratings are not missing.
	Missing(ctx context.Context, rows []rating.Rating) ([]rating.Rating, error)
	// Generation changes whenever the database was restarted and may have lost
	// what it had acknowledged.
	Generation() uint64
	TombstoneStore
}

// TombstoneStore is where the erasures and maskings are read and written.
type TombstoneStore interface {
	// Tombstones returns the erasures and maskings decided at or after the
	// instant, by the database's clock, the oldest first.
	Tombstones(ctx context.Context, since time.Time) ([]rating.Verdict, error)
	// KeepTombstones records those of the verdicts that the database does not
	// know, as one that was restored from a backup may not.
	KeepTombstones(ctx context.Context, all []rating.Verdict) error
}
