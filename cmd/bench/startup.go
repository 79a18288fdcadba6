package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"servicequality/sql/engine"
)

const startRounds = 3

// startup starts the observatory on what is stored, and the database alone on
// the same folder.
func (b *bench) startup(ctx context.Context, _ *process) (err error) {
	ours, err := b.startServe("all")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.remove()) }()
	if err := errors.Join(b.store(ctx, ours), ours.end()); err != nil {
		return err
	}
	var whole, alone, more []float64
	for range startRounds {
		database, err := b.startEngine(ctx, ours.data)
		if err != nil {
			return err
		}
		began := time.Now()
		again, err := b.serve(ours.data, "all")
		if err != nil {
			return err
		}
		took := time.Since(began).Seconds()
		if err := again.end(); err != nil {
			return err
		}
		whole, alone, more = append(whole, took), append(alone, database), append(more, took-database)
	}
	b.atMost(fmt.Sprintf("start of serve on %d ratings − that of the database", b.ratings), median(more), 2, " s",
		fmt.Sprintf("%.2f s − %.2f s, medians of %d", median(whole), median(alone), startRounds))
	return nil
}

// store fills the database with the ratings of -ratings.
func (b *bench) store(ctx context.Context, ours *process) error {
	store, err := attach(ctx, ours)
	if err != nil {
		return err
	}
	_, err = rawBatches(ctx, store, b.ratings)
	return errors.Join(err, store.Close())
}

// startEngine starts the database alone, and returns how many seconds that took.
func (b *bench) startEngine(ctx context.Context, data string) (float64, error) {
	began := time.Now()
	alone, err := engine.Start(ctx, engine.Config{
		Path: filepath.Join(data, "clickhouse"), Command: []string{b.binary, "engine"},
		Library: filepath.Join(filepath.Dir(b.binary), "libchdb.so"),
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	return time.Since(began).Seconds(), alone.Stop()
}
