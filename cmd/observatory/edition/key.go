package edition

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory/edition/publish"
)

// signingKey is the key that editions are signed with, made before the first
// edition. Whoever checks an edition knows its public half: a key that was lost
// later is not replaced in silence.
func (a Commands) signingKey() (ed25519.PrivateKey, error) {
	key, err := a.readKey()
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	signed, err := filepath.Glob(a.Settings.Folder("editions", "*", publish.Manifest))
	if err != nil {
		return nil, err
	}
	if len(signed) > 0 {
		return nil, fmt.Errorf("the key %s is missing, and %d editions were signed with it: bring it back from a backup", a.keyFile(), len(signed))
	}
	if err := instance.WriteSecret(a.keyFile(), instance.NewSecret()); err != nil {
		return nil, fmt.Errorf("cannot keep the key that signs editions: %w", err)
	}
	return a.readKey()
}

func (a Commands) keyFile() string { return a.Settings.Folder("secrets", "edition.key") }

// readKey reads the key; the error wraps fs.ErrNotExist when there is none.
func (a Commands) readKey() (ed25519.PrivateKey, error) {
	seed, err := os.ReadFile(a.keyFile())
	if err != nil {
		return nil, fmt.Errorf("cannot read the key that signs editions, name its public half with --public-key: %w", err)
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the key %s is damaged: bring it back from a backup", a.keyFile())
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
