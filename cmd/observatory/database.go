package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"observatory/sql"
	"observatory/sql/engine"
)

// database is an open store, with the engine when this process runs it.
type database struct {
	*sql.Store
	engine *engine.Engine
	lock   *lock
}

// openDatabase opens the database for a command: the server of --clickhouse,
// the engine of a running serve on the same data folder, or an engine of its
// own for as long as the command lasts. With migrate the schema is brought up
// to date, otherwise one that is behind is refused.
func (a *app) openDatabase(ctx context.Context, migrate bool) (*database, error) {
	cfg := sql.Config{URL: a.settings.clickhouse}
	db := &database{}
	if cfg.URL == "" {
		if err := a.reachEngine(ctx, db, &cfg); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := db.open(ctx, cfg, migrate); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// reachEngine attaches to the engine of a running serve, waiting when it is
// just being restarted, or starts one that nobody else attaches to.
func (a *app) reachEngine(ctx context.Context, db *database, cfg *sql.Config) error {
	done, err := await(ctx, func() (bool, error) {
		if dial, running := engine.Attach(a.addrFile()); running {
			cfg.Dial = dial
			return true, nil
		}
		err := a.startEngine(ctx, db, ownEngine, slog.New(slog.DiscardHandler))
		if errors.Is(err, errLocked) {
			return false, nil
		}
		if err == nil {
			cfg.Dial, cfg.Generation = db.engine.DialContext, db.engine.Generation
		}
		return err == nil, err
	})
	if err == nil && !done {
		err = a.inUse()
	}
	return err
}

// addrFile is where the engine of a running serve is found.
func (a *app) addrFile() string { return a.settings.folder("run", "engine.addr") }

// attachable says who may use an engine.
type attachable bool

const (
	sharedEngine attachable = true  // other commands too: it is a serve's
	ownEngine    attachable = false // it ends with the command that started it
)

// engineConfig is that of an engine on a folder. Its socket stands in the data
// folder, which whoever may use it reaches: a service may have a /tmp of its own.
func (a *app) engineConfig(path string, kind attachable) engine.Config {
	cfg := engine.Config{
		Path: path, Library: a.settings.libchdb, Backup: a.settings.folder("backup"),
		Socket: a.settings.folder("run", "command.sock"),
	}
	if kind == sharedEngine {
		cfg.Socket, cfg.AddrFile = a.settings.folder("run", "engine.sock"), a.addrFile()
	}
	return cfg
}

func (a *app) inUse() error {
	return fmt.Errorf("the data folder %s is in use by another process: stop it, wait, or choose another --data", a.settings.data)
}

// startEngine starts the engine of the data folder, which is locked as long
// as it runs; errLocked means that somebody else runs it.
func (a *app) startEngine(ctx context.Context, db *database, kind attachable, log *slog.Logger) (err error) {
	if db.lock, err = a.settings.takeLock(engineLock); err != nil {
		return err
	}
	db.engine, err = engine.Start(ctx, a.engineConfig(a.settings.folder("clickhouse"), kind), log)
	return err
}

// open opens the store and migrates it, or refuses a schema that is behind.
func (d *database) open(ctx context.Context, cfg sql.Config, migrate bool) error {
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
func (d *database) Close() error {
	var errs []error
	if d.Store != nil {
		errs = append(errs, d.Store.Close())
	}
	if d.engine != nil {
		errs = append(errs, d.engine.Stop())
	}
	if d.lock != nil {
		errs = append(errs, d.lock.release())
	}
	return errors.Join(errs...)
}

// withDatabase runs what a command does with the database, and closes it.
func (a *app) withDatabase(ctx context.Context, do func(*database) error) (err error) {
	db, err := a.openDatabase(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}
