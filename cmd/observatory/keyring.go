package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"observatory"
)

// keyring holds the keys that tokens are verified with: those of the table, as
// they were last read, and the server's own. When they could not be read for a
// minute they prove nothing, see collector.Config.KeysCurrent.
type keyring struct {
	store interface {
		Keys(context.Context) ([]observatory.TokenKey, error)
	}
	own     observatory.TokenKey
	now     func() time.Time
	reading reading[map[uint32]observatory.TokenKey]
}

// refresh reads the keys.
func (k *keyring) refresh(ctx context.Context) error {
	asked := time.Now()
	all, err := k.store.Keys(ctx)
	if err != nil {
		return err
	}
	byID := make(map[uint32]observatory.TokenKey, len(all)+1)
	for _, key := range all {
		byID[key.ID] = key
	}
	byID[observatory.ServerKey] = k.own
	k.reading.set(byID, asked)
	return nil
}

// find returns the key with that id, as it was last read.
func (k *keyring) find(id uint32) (observatory.TokenKey, bool) {
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
	return observatory.Token{Key: observatory.ServerKey, Procedure: procedure, IssuedAt: k.now(), Nonce: key}.Sign(k.own.Secret)
}

// secretBytes is the length of a secret: as long as the hash it is used with.
const secretBytes = 32

// newSecret returns random bytes.
func newSecret() []byte {
	secret := make([]byte, secretBytes)
	rand.Read(secret) // never fails
	return secret
}

// ownSecret reads the secret in that file, which only its owner may read, and
// makes it when there is none.
func ownSecret(file string) ([]byte, error) {
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret = newSecret()
		err = writeSecret(file, secret)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot keep the server's secret: %w", err)
	}
	if len(secret) != secretBytes {
		return nil, fmt.Errorf("the server's secret %s is damaged: remove it, another is made at the next start", file)
	}
	return secret, nil
}

// writeSecret writes the file whole or not at all.
func writeSecret(file string, secret []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(file), "draft-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) //nolint:errcheck // after the rename it is not there
	_, err = draft.Write(secret)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}
