package server

import (
	"context"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// keyring holds the keys that tokens are verified with: those of the table, as
// they were last read, and the server's own. When they could not be read for a
// minute they prove nothing, see collector.Config.KeysCurrent.
type keyring struct {
	store interface {
		Keys(context.Context) ([]rating.TokenKey, error)
	}
	own     rating.TokenKey
	now     func() time.Time
	reading reading[map[uint32]rating.TokenKey]
}

// refresh reads the keys.
func (k *keyring) refresh(ctx context.Context) error {
	asked := time.Now()
	all, err := k.store.Keys(ctx)
	if err != nil {
		return err
	}
	byID := make(map[uint32]rating.TokenKey, len(all)+1)
	for _, key := range all {
		byID[key.ID] = key
	}
	byID[rating.ServerKey] = k.own
	k.reading.set(byID, asked)
	return nil
}

// find returns the key with that id, as it was last read.
func (k *keyring) find(id uint32) (rating.TokenKey, bool) {
	all, _ := k.reading.get()
	key, ok := all[id]
	return key, ok
}

// current says whether a revocation of the last minute, or an older one, would
// be known.
func (k *keyring) current() bool {
	_, current := k.reading.get()
	return current
}

// formToken signs what the hosted form of a procedure sends with its key.
func (k *keyring) formToken(procedure string, key uuid.UUID) string {
	return rating.Token{Key: rating.ServerKey, Procedure: procedure, IssuedAt: k.now(), Nonce: key}.Sign(k.own.Secret)
}
