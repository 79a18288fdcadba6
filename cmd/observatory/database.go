package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"observatory/sql"
	"observatory/sql/engine"
)

// database is an open store, with the engine when this process runs it.
type database struct {
	*sql.Store
	engine *engine.Engine
}

// openDatabase opens the database for a command: the server of --clickhouse,
// the engine of a running serve on the same data folder, or an engine of its
// own for as long as the command lasts. With migrate the schema is brought up
// to date, otherwise one that is behind is refused.
func (a *app) openDatabase(ctx context.Context, migrate bool) (*database, error) {
	cfg := sql.Config{URL: a.settings.clickhouse}
	db := &database{}
	if cfg.URL == "" {
		dial, running := engine.Attach(a.settings.folder("run", "engine.addr"))
		cfg.Dial = dial
		if !running {
			e, err := a.startEngine(ctx, slog.New(slog.DiscardHandler))
			if err != nil {
				return nil, err
			}
			db.engine, cfg.Dial, cfg.Generation = e, e.DialContext, e.Generation
		}
	}
	if err := db.open(ctx, cfg, migrate); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (a *app) startEngine(ctx context.Context, log *slog.Logger) (*engine.Engine, error) {
	run := a.settings.folder("run")
	if err := os.MkdirAll(run, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data folder: %w", err)
	}
	return engine.Start(ctx, engine.Config{
		Path:     a.settings.folder("clickhouse"),
		Library:  a.settings.libchdb,
		Backup:   a.settings.folder("backup"),
		AddrFile: a.settings.folder("run", "engine.addr"),
	}, log)
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
