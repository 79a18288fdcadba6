package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/journal"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/engine"
)

// RestoreCommand is `restore`.
func (a Commands) RestoreCommand() *cobra.Command {
	var r restoration
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "makes a data folder from a backup, and obeys what was erased since", Args: instance.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.app, r.file = a, args[0]
			return r.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&r.tombstones, "tombstones", "", "`file` of export tombstones: what was erased since the backup")
	cmd.Flags().BoolVar(&r.replace, "replace", false, "put the database in the place of the one that is there, and keep the journal")
	return cmd
}

// restoration makes a database from a backup beside the one that is there, and
// puts it in its place when all is done: killed on the way, the database that
// serves is the old one or the whole new one, and the same command again
// completes it.
type restoration struct {
	app        Commands
	file       string
	tombstones string
	replace    bool
}

func (r *restoration) run(ctx context.Context) (err error) {
	s := r.app.Settings
	if s.Clickhouse != "" {
		return errServerBackup
	}
	if !r.replace && (exists(s.Folder("clickhouse")) || exists(s.Folder("journal"))) {
		return fmt.Errorf("the data folder %s is in use or was: choose another --data, or say --replace", s.Data)
	}
	lock, err := s.TakeLock(instance.EngineLock)
	if errors.Is(err, instance.ErrLocked) {
		return r.app.InUse()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	name := "restore-" + uuid.NewString() + ".tar"
	unpacked := s.Folder("backup", name)
	if err := os.MkdirAll(filepath.Dir(unpacked), archiveFolders); err != nil {
		return fmt.Errorf("cannot restore: %w", err)
	}
	defer os.Remove(unpacked) //nolint:errcheck // it may not have been made
	r.app.sweepBackups("restore-*.tar")
	restored, published := s.Folder("clickhouse.restored"), s.Folder("editions.restored")
	for _, left := range []string{restored, published} { // by one that was killed
		if err := os.RemoveAll(left); err != nil {
			return fmt.Errorf("cannot restore: %w", err)
		}
	}
	if err := os.Mkdir(published, 0o755); err != nil {
		return fmt.Errorf("cannot restore: %w", err)
	}
	defer os.RemoveAll(published) //nolint:errcheck // what is left of it is in nobody's way
	m, secrets, err := readArchive(r.file, unpacked, published)
	if err != nil {
		return err
	}
	buried, err := r.app.survivingTombstones(ctx, r.tombstones)
	if err != nil {
		return err
	}
	err = r.app.onEngine(ctx, restored, func(db *instance.Database) error { return r.app.fill(ctx, db, name, buried) })
	if err != nil {
		return err
	}
	if err := r.install(restored, published, secrets); err != nil {
		return err
	}
	fmt.Fprintf(r.app.Stdout, "the database of %s is in %s; %d erasures and maskings that were known outside it are obeyed\n",
		m.MadeAt.Format(time.RFC3339), s.Data, len(buried))
	return nil
}

// onEngine runs an engine on the folder for as long as do lasts. Whoever calls
// it holds the engine's lock.
func (a Commands) onEngine(ctx context.Context, path string, do func(*instance.Database) error) (err error) {
	db := &instance.Database{}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.Engine, err = engine.Start(ctx, a.EngineConfig(path, instance.OwnEngine), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	db.Store, err = sql.Open(ctx, sql.Config{Dial: db.Engine.DialContext, Generation: db.Engine.Generation})
	if err != nil {
		return err
	}
	return do(db)
}

// fill restores the backup, takes away what was erased since it was made, and
// counts everything anew: its tables are not of one moment.
func (a Commands) fill(ctx context.Context, db *instance.Database, backup string, buried []rating.Verdict) error {
	if err := db.Restore(ctx, backup); err != nil {
		return err
	}
	if _, err := db.Migrate(ctx); err != nil {
		return err
	}
	if err := db.KeepTombstones(ctx, buried); err != nil {
		return err
	}
	if _, err := db.Erase(ctx); err != nil {
		return err
	}
	if _, err := db.Mask(ctx); err != nil {
		return err
	}
	if _, _, err := db.Recount(ctx, true); err != nil {
		return err
	}
	return a.Settle(ctx, db)
}

// install puts the restored database in its place. A journal that is there
// begins a new epoch first: numbers that it gave out after the backup was made
// are given out again, and all that it holds is verified against the restored
// database. Secrets and editions that are there stay.
func (r *restoration) install(restored, published string, secrets map[string][]byte) error {
	s := r.app.Settings
	if exists(s.Folder("journal")) {
		if _, err := journal.NewEpoch(s.Folder("journal")); err != nil {
			return err
		}
	}
	for name, content := range secrets {
		if err := keepSecret(s.Folder("secrets", name), content); err != nil {
			return err
		}
	}
	if err := keepEditions(published, s.Folder("editions")); err != nil {
		return fmt.Errorf("cannot restore the files of editions: %w", err)
	}
	if err := r.place(restored); err != nil {
		return fmt.Errorf("cannot put the restored database in its place: %w", err)
	}
	return nil
}

// place gives the restored database its name. The one that is there changes
// places with it in one step, for a start in between would make an empty one, and
// after that step it has the name that it is to keep.
func (r *restoration) place(restored string) error {
	s := r.app.Settings
	place := s.Folder("clickhouse")
	if err := syncDisk(s.Data); err != nil {
		return err
	}
	if !exists(place) {
		return errors.Join(os.Rename(restored, place), instance.SyncFolder(s.Data))
	}
	before := place + ".before-" + r.app.Now().UTC().Format("20060102T150405.000")
	if err := os.Rename(restored, before); err != nil {
		return err
	}
	if err := unix.Renameat2(unix.AT_FDCWD, before, unix.AT_FDCWD, place, unix.RENAME_EXCHANGE); err != nil {
		return err
	}
	fmt.Fprintf(r.app.Stdout, "the database that was there is in %s: remove it when you have looked\n", before)
	return instance.SyncFolder(s.Data)
}

// syncDisk makes everything durable that was written on the folder's disk: an
// engine that restores does not.
func syncDisk(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(folder.Fd())), folder.Close())
}

// keepEditions moves the files of each edition to where there are none.
func keepEditions(published, place string) error {
	found, err := os.ReadDir(published)
	if err != nil || len(found) == 0 {
		return err
	}
	if err := os.MkdirAll(place, 0o755); err != nil {
		return err
	}
	for _, edition := range found {
		if exists(filepath.Join(place, edition.Name())) {
			continue
		}
		if err := os.Rename(filepath.Join(published, edition.Name()), filepath.Join(place, edition.Name())); err != nil {
			return err
		}
	}
	return instance.SyncFolder(place)
}

// keepSecret writes a secret where there is none.
func keepSecret(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), archiveFolders); err != nil {
		return fmt.Errorf("cannot restore the secrets: %w", err)
	}
	err := os.WriteFile(path+".new", content, archiveMode)
	if err == nil {
		err = os.Link(path+".new", path)
	}
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err = errors.Join(err, os.Remove(path+".new")); err != nil {
		return fmt.Errorf("cannot restore the secrets: %w", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
