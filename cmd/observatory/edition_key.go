package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// editionKey is the key that editions are signed with, made at the first use.
// Whoever checks an edition knows its public half: a lost key is not replaced
// in silence.
func (a *app) editionKey() (ed25519.PrivateKey, error) {
	file := a.settings.folder("secrets", "edition.key")
	seed, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		seed = newSecret()
		err = writeSecret(file, seed)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot keep the key that signs editions: %w", err)
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("the key %s is damaged: bring it back from a backup; with another key earlier editions cannot be checked by the same public key", file)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
