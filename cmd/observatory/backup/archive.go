package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"servicequality/cmd/observatory/instance"
)

// manifest is the first entry of a backup: what made it, and the entries that
// follow it.
type manifest struct {
	Format  int       `json:"format"` // archiveFormat
	Program string    `json:"program"`
	MadeAt  time.Time `json:"made_at"`
	// Catalogue is the version of the data, which changes with every import and
	// every job that wrote something.
	Catalogue string  `json:"catalogue"`
	Entries   []entry `json:"entries"`
}

// entry is a file of a backup.
type entry struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const (
	archiveFormat  = 2 // 1 had no editions
	manifestName   = "manifest.json"
	databaseEntry  = "database.tar"
	secretsFolder  = "secrets/"
	editionsFolder = "editions/"
	mostManifest   = 8 << 20 // bytes
	mostSecret     = 1 << 20
	archiveMode    = 0o600
	archiveFolders = 0o700
)

var errNoBackup = errors.New("it is no backup of this program, or is damaged")

// writeArchive writes a backup of the files, named by entry, whole or not at
// all. A file that is there already is refused.
func writeArchive(path string, m manifest, files map[string]string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists already: a backup is never overwritten", path)
	}
	for name, file := range files {
		e, err := describe(name, file)
		if err != nil {
			return err
		}
		m.Entries = append(m.Entries, e)
	}
	slices.SortFunc(m.Entries, func(a, b entry) int { return strings.Compare(a.Name, b.Name) })
	out, err := os.OpenFile(path+".partial", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, archiveMode)
	if err != nil {
		return fmt.Errorf("cannot write the backup: %w", err)
	}
	defer os.Remove(out.Name()) //nolint:errcheck // renamed when all went well
	err = fillArchive(tar.NewWriter(out), m, files)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(out.Name(), path)
	}
	if err == nil {
		err = instance.SyncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("cannot write the backup: %w", err)
	}
	return nil
}

func fillArchive(out *tar.Writer, m manifest, files map[string]string) error {
	text, err := json.MarshalIndent(m, "", "\t")
	if err == nil {
		err = addEntry(out, manifestName, int64(len(text)), strings.NewReader(string(text)))
	}
	for _, e := range m.Entries {
		if err != nil {
			break
		}
		err = addFile(out, e, files[e.Name])
	}
	return errors.Join(err, out.Close())
}

func addFile(out *tar.Writer, e entry, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return addEntry(out, e.Name, e.Bytes, file)
}

func addEntry(out *tar.Writer, name string, bytes int64, content io.Reader) error {
	err := out.WriteHeader(&tar.Header{Name: name, Size: bytes, Mode: archiveMode, Typeflag: tar.TypeReg})
	if err == nil {
		_, err = io.CopyN(out, content, bytes)
	}
	return err
}

// describe measures a file of a backup.
func describe(name, path string) (entry, error) {
	file, err := os.Open(path)
	if err != nil {
		return entry{}, fmt.Errorf("cannot back up: %w", err)
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err != nil {
		return entry{}, fmt.Errorf("cannot back up: %w", err)
	}
	return entry{name, n, hex.EncodeToString(sum.Sum(nil))}, nil
}

// readArchive unpacks a backup: the database into the file database, the public
// files of editions, a folder for each, into the folder editions, and the secrets,
// which are small, into memory. An entry that is not as the manifest says, is
// missing or is nothing that a backup holds, refuses it.
func readArchive(path, database, editions string) (m manifest, secrets map[string][]byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return m, nil, fmt.Errorf("cannot read the backup: %w", err)
	}
	defer file.Close()
	m, secrets, err = unpack(tar.NewReader(file), database, editions)
	if err != nil {
		return m, nil, fmt.Errorf("cannot read the backup %s: %w", path, err)
	}
	return m, secrets, nil
}

func unpack(in *tar.Reader, database, editions string) (m manifest, secrets map[string][]byte, err error) {
	header, err := in.Next()
	if err != nil || header.Name != manifestName || header.Size > mostManifest {
		return m, nil, errNoBackup
	}
	if err := json.NewDecoder(in).Decode(&m); err != nil {
		return m, nil, errNoBackup
	}
	if m.Format < 1 || m.Format > archiveFormat {
		return m, nil, fmt.Errorf("it has the format %d: use the release that wrote it, %s", m.Format, m.Program)
	}
	secrets = map[string][]byte{}
	for _, e := range m.Entries {
		header, err := in.Next()
		if err != nil || header.Name != e.Name || header.Size != e.Bytes {
			return m, nil, errNoBackup
		}
		name, secret := strings.CutPrefix(e.Name, secretsFolder)
		published, public := strings.CutPrefix(e.Name, editionsFolder)
		edition, part, _ := strings.Cut(published, "/")
		switch {
		case secret && fileOnly(name) && e.Bytes <= mostSecret:
			secrets[name], err = takeSecret(in, e)
		case public && fileOnly(edition) && fileOnly(part):
			folder := filepath.Join(editions, edition)
			if err = os.Mkdir(folder, 0o755); err == nil || errors.Is(err, fs.ErrExist) {
				err = takeFile(in, e, filepath.Join(folder, part), 0o644)
			}
		case e.Name == databaseEntry:
			err = takeFile(in, e, database, archiveMode)
		default:
			err = errNoBackup
		}
		if err != nil {
			return m, nil, err
		}
	}
	if !slices.ContainsFunc(m.Entries, func(e entry) bool { return e.Name == databaseEntry }) {
		return m, nil, errNoBackup
	}
	return m, secrets, nil
}

func takeSecret(in io.Reader, e entry) ([]byte, error) {
	content, err := io.ReadAll(in)
	sum := sha256.Sum256(content)
	if err != nil || hex.EncodeToString(sum[:]) != e.SHA256 {
		return nil, errNoBackup
	}
	return content, nil
}

// fileOnly says whether the name is that of a file in a folder, and leads nowhere
// else.
func fileOnly(name string) bool {
	return name != "." && name == filepath.Base(name) && filepath.IsLocal(name)
}

func takeFile(in io.Reader, e entry, path string, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, sum), in)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != e.SHA256 {
		return errNoBackup
	}
	return nil
}
