package edition

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"servicequality/aggregator"
	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/edition/publish"
)

// publishEdition writes the files whole or not at all, and the edition's row
// last: what is killed on the way is completed by the next run.
func (a Commands) publishEdition(ctx context.Context, db *instance.Database, id string, force bool) error {
	steps := a.Steps(aggregator.FrozenSteps+fileSteps, "publishing "+id)
	defer steps.End() // unless it has ended
	editor := a.editor(db, steps)
	e, err := editor.Find(ctx, id)
	if err != nil {
		return unknownEdition(err)
	}
	filed, err := db.Objections(ctx, e.ID)
	if err != nil {
		return err
	}
	published, err := e.Publish(a.Now(), filed, force)
	if err != nil {
		return err
	}
	f, err := editor.Frozen(ctx, e)
	if err != nil {
		return err
	}
	f.Edition.Objections = published.Objections
	if published.Manifest, err = a.writeEdition(ctx, db, f, steps.Begin); err != nil {
		return err
	}
	if err := db.SaveEdition(ctx, published); err != nil {
		return err
	}
	steps.End()
	key, err := a.signingKey()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the edition %s is public; its files are in %s\nmanifest    %s\npublic key  %s\n",
		id, a.editionFolder(id), published.Manifest, publish.FormatKey(key.Public().(ed25519.PublicKey)))
	return a.tellLate(ctx, db, published)
}

// tellLate names the objections that were filed while an edition was published
// with --force: they are kept, and not in its files.
func (a Commands) tellLate(ctx context.Context, db *instance.Database, e edition.Edition) error {
	filed, err := db.Objections(ctx, e.ID)
	if late := len(filed) - len(e.Objections); err == nil && late > 0 {
		fmt.Fprintf(a.Stdout, "%d objections came while it was published and are not in it: observatory edition objections %s lists them, a revision may answer\n", late, e.ID)
	}
	return err
}

// editionFolder is where the files of an edition are.
func (a Commands) editionFolder(id string) string { return a.Settings.Folder("editions", id) }

// fileSteps is how many steps writeEdition tells of.
const fileSteps = 3

// writeEdition writes the files of an edition that is not public yet, unless an
// earlier run did, and returns the checksum of their manifest. Files whose bytes
// differ from run to run are made once, and again only when there are other
// objections than that run found. Step hears of each step when it begins.
func (a Commands) writeEdition(ctx context.Context, db *instance.Database, f edition.Figures, step func(string)) (manifest string, err error) {
	key, err := a.signingKey()
	if err != nil {
		return "", err
	}
	folder := a.editionFolder(f.Edition.ID)
	if err := discardOther(folder, f); err != nil {
		return "", err
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		step("making the files")
		files, err := editionFiles(ctx, db, f)
		if err != nil {
			return "", err
		}
		step("signing and writing them")
		if files, err = publish.Sign(f.Edition.ID, files, key); err != nil {
			return "", err
		}
		if err := writeFolder(folder, files); err != nil {
			return "", fmt.Errorf("cannot write the files of the edition %s: %w", f.Edition.ID, err)
		}
	}
	step("checking them")
	report, err := publish.Verify(os.DirFS(folder), key.Public().(ed25519.PublicKey), publicCatalogue)
	if err == nil && report.Edition.Checksum != f.Edition.Checksum {
		err = fmt.Errorf("they are those of the checksum %s, not %s", report.Edition.Checksum, f.Edition.Checksum)
	}
	if err != nil {
		return "", fmt.Errorf("the files in %s are wrong, move the folder away and publish again: %w", folder, err)
	}
	content, err := os.ReadFile(filepath.Join(folder, publish.Manifest))
	return publish.Sum(content), err
}

// discardOther takes away the files of a run that was cut short before the
// edition was public, when its objections are others by now. The folder loses
// its name first: it is there whole or not at all.
func discardOther(folder string, f edition.Figures) error {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	files, err := publish.Canonical(f, publicCatalogue)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(files, func(f publish.File) bool { return f.Name == publish.ObjectionsJSON })
	if content, err := os.ReadFile(filepath.Join(folder, publish.ObjectionsJSON)); err == nil && bytes.Equal(content, files[at].Content) {
		return nil
	}
	rest, err := os.MkdirTemp(filepath.Dir(folder), ".draft-")
	if err == nil {
		err = os.Rename(folder, filepath.Join(rest, "old"))
	}
	if err == nil {
		err = os.RemoveAll(rest)
	}
	if err != nil {
		return fmt.Errorf("cannot make the files of the edition %s again: %w", f.Edition.ID, err)
	}
	return nil
}

// editionFiles makes every file of an edition but the manifest.
func editionFiles(ctx context.Context, db *instance.Database, f edition.Figures) ([]publish.File, error) {
	files, err := publish.Canonical(f, publicCatalogue)
	if err != nil {
		return nil, err
	}
	book, err := publish.Workbook(f)
	if err != nil {
		return nil, err
	}
	var parquet bytes.Buffer
	if err := db.EditionParquet(ctx, f.Edition, &parquet); err != nil {
		return nil, err
	}
	release, err := db.Release(ctx)
	return append(files, book, publish.File{
		Name: publish.FiguresParquet, Content: parquet.Bytes(), Writer: "ClickHouse " + release}), err
}

// publicCatalogue writes the catalogue without what is private.
func publicCatalogue(w io.Writer, procedures []observatory.Procedure) error {
	return imports.WriteCatalogue(w, procedures, true)
}

// writeFolder writes the files beside the folder and then gives it its name,
// so that it is there whole or not at all.
func writeFolder(folder string, files []publish.File) error {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	if err := removeDrafts(filepath.Dir(folder), time.Now().Add(-abandoned)); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(filepath.Dir(folder), ".draft-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft) //nolint:errcheck // after the rename it is not there
	if err := os.Chmod(draft, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeSynced(filepath.Join(draft, f.Name), f.Content); err != nil {
			return err
		}
	}
	if err := instance.SyncFolder(draft); err != nil {
		return err
	}
	if err := os.Rename(draft, folder); err != nil {
		return err
	}
	return instance.SyncFolder(filepath.Dir(folder))
}

// abandoned is how long nobody still writes a draft.
const abandoned = time.Hour

// removeDrafts takes away what runs that were killed have left.
func removeDrafts(folder string, before time.Time) error {
	drafts, err := filepath.Glob(filepath.Join(folder, ".draft-*"))
	for _, draft := range drafts {
		if about, statErr := os.Stat(draft); statErr == nil && about.ModTime().Before(before) {
			err = errors.Join(err, os.RemoveAll(draft))
		}
	}
	return err
}

func writeSynced(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
