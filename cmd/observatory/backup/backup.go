// Package backup writes a checked copy of database, editions and secrets, makes a data
// folder of one again, and carries tombstones over, so that no copy brings back what
// was erased.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
)

// Command is `backup`.
func (a Commands) Command() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "writes the database, the files of editions and the secrets into one file, beside a running serve or without one",
		Args: instance.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.backup(cmd.Context(), args[0]) },
	}
}

var errServerBackup = errors.New("the embedded ClickHouse is backed up by this command, a server by its own BACKUP statement")

// backup writes one file. No import runs meanwhile: its rows and the row that
// makes them count are in different tables, which are not of the same moment.
func (a Commands) backup(ctx context.Context, file string) error {
	if a.Settings.Clickhouse != "" {
		return errServerBackup
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists already: a backup is never overwritten", file)
	}
	return a.Importing(ctx, func(db *instance.Database) error {
		name := "backup-" + uuid.NewString() + ".tar"
		written := a.Settings.Folder("backup", name)
		defer os.Remove(written) //nolint:errcheck // it may not have been made
		if err := os.MkdirAll(filepath.Dir(written), archiveFolders); err != nil {
			return fmt.Errorf("cannot back up: %w", err)
		}
		a.sweepBackups("backup-*.tar") // the lock of imports keeps others from making one
		if err := db.Backup(ctx, name); err != nil {
			return err
		}
		catalogue, err := db.DataVersion(ctx)
		if err != nil {
			return err
		}
		files, err := a.secretFiles()
		if err != nil {
			return err
		}
		secrets := len(files)
		// After the database: the files of an edition are there before its row.
		published, err := a.editionFiles()
		if err != nil {
			return err
		}
		maps.Copy(files, published)
		files[databaseEntry] = written
		m := manifest{Format: archiveFormat, Program: "observatory " + instance.Version(), MadeAt: a.Now().UTC().Truncate(time.Second), Catalogue: catalogue}
		if err := writeArchive(file, m, files); err != nil {
			return err
		}
		fmt.Fprintf(a.Stdout, "the database, %d files of editions and %d secrets are in %s: keep it as secret as they are\n", len(published), secrets, file)
		return nil
	})
}

// sweepBackups removes what a killed command left in the folder of backups.
func (a Commands) sweepBackups(pattern string) {
	left, _ := filepath.Glob(a.Settings.Folder("backup", pattern)) // the patterns are ours, and right
	for _, file := range left {
		_ = os.Remove(file) // what cannot be removed is in nobody's way
	}
}

// secretFiles are the files of the secrets, by their entry in a backup.
func (a Commands) secretFiles() (map[string]string, error) {
	found, err := os.ReadDir(a.Settings.Folder("secrets"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot back up the secrets: %w", err)
	}
	files := map[string]string{}
	for _, f := range found {
		if f.Type().IsRegular() {
			files[secretsFolder+f.Name()] = a.Settings.Folder("secrets", f.Name())
		}
	}
	return files, nil
}

// editionFiles are the public files of editions, by their entry in a backup. The
// folder of an edition has its name only when it is whole.
func (a Commands) editionFiles() (map[string]string, error) {
	found, err := filepath.Glob(a.Settings.Folder("editions", "*", "*"))
	if err != nil {
		return nil, fmt.Errorf("cannot back up the files of editions: %w", err)
	}
	files := map[string]string{}
	for _, path := range found {
		edition := filepath.Base(filepath.Dir(path))
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && !strings.HasPrefix(edition, ".") {
			files[editionsFolder+edition+"/"+filepath.Base(path)] = path
		}
	}
	return files, nil
}
