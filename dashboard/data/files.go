package data

import (
	"encoding/json"
	"net/url"
	"os"
	"path"
	"slices"

	"servicequality/observatory/edition"
)

// Names of the files that every edition has.
const (
	ManifestName  = "manifest.json"
	SignatureName = "manifest.json.sig"
)

// FilePath is the address of a file of an edition.
func FilePath(edition, file string) string {
	return "/donnees/" + url.PathEscape(edition) + "/" + url.PathEscape(file)
}

// Manifest is what a manifest says of the files of an edition.
type Manifest struct {
	PublicKey string `json:"public_key"`
	Files     []File `json:"files"`
}

// File is one file of an edition: its name, its size in bytes and its SHA-256 in
// hexadecimal.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// ManifestOf reads the manifest of a published edition; it is empty where the files
// are not on this machine.
func (d Archive) ManifestOf(edition string) Manifest {
	var b Manifest
	root, err := os.OpenRoot(d.Cfg.ArchiveFolder)
	if err != nil {
		return b
	}
	defer root.Close()
	text, err := root.ReadFile(path.Join(edition, ManifestName))
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		d.Log.Warn("the files of an edition are not here", "edition", edition, "error", err)
	}
	return b
}

// PublicKey is the key that the newest edition whose files are here is signed
// with.
func (d Archive) PublicKey(editions []edition.Edition) string {
	for _, e := range slices.Backward(editions) {
		if key := d.ManifestOf(e.ID).PublicKey; key != "" {
			return key
		}
	}
	return ""
}
