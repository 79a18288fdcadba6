package publish

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// manifest lists the files of an edition; its bytes are signed.
type manifest struct {
	Edition   string  `json:"edition"`
	Licence   string  `json:"licence"`
	Algorithm string  `json:"algorithm"`
	PublicKey string  `json:"public_key"`
	Files     []entry `json:"files"`
}

// entry is one file of a manifest.
type entry struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
	Writer string `json:"writer,omitempty"`
}

// Sign returns the files with a manifest of them and its signature.
func Sign(edition string, files []File, key ed25519.PrivateKey) ([]File, error) {
	m := manifest{Edition: edition, Licence: Licence, Algorithm: "ed25519",
		PublicKey: FormatKey(key.Public().(ed25519.PublicKey))}
	for _, f := range files {
		m.Files = append(m.Files, entry{f.Name, len(f.Content), Sum(f.Content), f.Writer})
	}
	slices.SortFunc(m.Files, func(a, b entry) int { return strings.Compare(a.Name, b.Name) })
	w := writer{}
	w.json(Manifest, m)
	if w.err != nil {
		return nil, w.err
	}
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(key, w.content(Manifest))) + "\n"
	return slices.Concat(files, w.files, []File{{Name: Signature, Content: []byte(signature)}}), nil
}

// Sum is the SHA-256 of a content, in hexadecimal.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// FormatKey writes a public key the way that ParseKey reads it.
func FormatKey(key ed25519.PublicKey) string { return base64.RawURLEncoding.EncodeToString(key) }

// ParseKey reads a public key.
func ParseKey(text string) (ed25519.PublicKey, error) {
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%q is not a public key: it is %d characters, as edition publish prints them", text,
			base64.RawURLEncoding.EncodedLen(ed25519.PublicKeySize))
	}
	return key, nil
}
