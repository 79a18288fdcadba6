package instance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"servicequality/sql"
	"servicequality/sql/engine"
)

// Database is an open store, with the engine when this process runs it.
type Database struct {
	*sql.Store
	Engine *engine.Engine
	lock   *lock
}

// OpenDatabase opens the database for a command: the server of --clickhouse,
// the engine of a running serve on the same data folder, or an engine of its
// own for as long as the command lasts. With migrate the schema is brought up
// to date, otherwise one that is behind is refused.
func (a *App) OpenDatabase(ctx context.Context, migrate bool) (*Database, error) {
	cfg := sql.Config{URL: a.Settings.Clickhouse}
	db := &Database{}
	if cfg.URL == "" {
		if err := a.reachEngine(ctx, db, &cfg); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := db.Open(ctx, cfg, migrate); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// reachEngine attaches to the engine of a running serve, waiting when it is
// just being restarted, or starts one that nobody else attaches to.
func (a *App) reachEngine(ctx context.Context, db *Database, cfg *sql.Config) error {
	done, err := Await(ctx, func() (bool, error) {
		if dial, running := engine.Attach(a.addrFile()); running {
			cfg.Dial = dial
			return true, nil
		}
		err := a.StartEngine(ctx, db, OwnEngine, slog.New(slog.DiscardHandler))
		if errors.Is(err, ErrLocked) {
			return false, nil
		}
		if err == nil {
			cfg.Dial, cfg.Generation = db.Engine.DialContext, db.Engine.Generation
		}
		return err == nil, err
	})
	if err == nil && !done {
		err = a.InUse()
	}
	return err
}

// addrFile is where the engine of a running serve is found.
func (a *App) addrFile() string { return a.Settings.Folder("run", "engine.addr") }

// attachable says who may use an engine.
type attachable bool

// Who may use an engine.
const (
	SharedEngine attachable = true  // other commands too: it is a serve's
	OwnEngine    attachable = false // it ends with the command that started it
)

// EngineConfig is that of an engine on a folder. Its socket stands in the data
// folder, which whoever may use it reaches: a service may have a /tmp of its own.
func (a *App) EngineConfig(path string, kind attachable) engine.Config {
	cfg := engine.Config{
		Path: path, Library: a.Settings.libchdb, Backup: a.Settings.Folder("backup"),
		Socket: a.Settings.Folder("run", "command.sock"),
	}
	if kind == SharedEngine {
		cfg.Socket, cfg.AddrFile = a.Settings.Folder("run", "engine.sock"), a.addrFile()
	}
	return cfg
}

// InUse is the error of a data folder that another process works on.
func (a *App) InUse() error {
	return fmt.Errorf("the data folder %s is in use by another process: stop it, wait, or choose another --data", a.Settings.Data)
}

// StartEngine starts the engine of the data folder, which is locked as long
// as it runs; ErrLocked means that somebody else runs it.
func (a *App) StartEngine(ctx context.Context, db *Database, kind attachable, log *slog.Logger) (err error) {
	if db.lock, err = a.Settings.TakeLock(EngineLock); err != nil {
		return err
	}
	db.Engine, err = engine.Start(ctx, a.EngineConfig(a.Settings.Folder("clickhouse"), kind), log)
	return err
}

// Open opens the store and migrates it, or refuses a schema that is behind.
func (d *Database) Open(ctx context.Context, cfg sql.Config, migrate bool) error {
	store, err := sql.Open(ctx, cfg)
	if err != nil {
		return err
	}
	d.Store = store
	if migrate {
		_, err = store.Migrate(ctx)
		return err
	}
	pending, err := store.Pending(ctx)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("the schema is %d migrations behind: run observatory migrate, or leave out --migrate=false", len(pending))
	}
	return err
}

// Close closes the store, then the engine.
func (d *Database) Close() error {
	var errs []error
	if d.Store != nil {
		errs = append(errs, d.Store.Close())
	}
	if d.Engine != nil {
		errs = append(errs, d.Engine.Stop())
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Release())
	}
	return errors.Join(errs...)
}

// WithDatabase runs what a command does with the database, and closes it.
func (a *App) WithDatabase(ctx context.Context, do func(*Database) error) (err error) {
	db, err := a.OpenDatabase(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}
