package instance

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// SecretBytes is the length of a secret: as long as the hash it is used with.
const SecretBytes = 32

// NewSecret returns random bytes.
func NewSecret() []byte {
	secret := make([]byte, SecretBytes)
	rand.Read(secret) // never fails
	return secret
}

// OwnSecret reads the secret in that file, which only its owner may read, and
// makes it when there is none.
func OwnSecret(file string) ([]byte, error) {
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret = NewSecret()
		err = WriteSecret(file, secret)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot keep the server's secret: %w", err)
	}
	if len(secret) != SecretBytes {
		return nil, fmt.Errorf("the server's secret %s is damaged: remove it, another is made at the next start", file)
	}
	return secret, nil
}

// WriteSecret writes the file whole or not at all.
func WriteSecret(file string, secret []byte) error {
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
