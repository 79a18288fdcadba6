package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"observatory"
)

// keeper holds the newest catalogue for those who look a procedure up with
// every rating. While the database is away the last one stays.
type keeper struct {
	store interface {
		Catalogue(context.Context) (*observatory.Catalogue, error)
		DataVersion(context.Context) (string, error)
	}
	log     *slog.Logger
	current atomic.Pointer[observatory.Catalogue]
	version string
}

// keeperPause is how long an import may go unnoticed, keeperPatience how long
// the database may take to answer.
const (
	keeperPause    = time.Second
	keeperPatience = 10 * time.Second
)

// catalogue returns the newest catalogue that was read.
func (k *keeper) catalogue() *observatory.Catalogue { return k.current.Load() }

// refresh reads the catalogue when something changed.
func (k *keeper) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, keeperPatience)
	defer cancel()
	version, err := k.store.DataVersion(ctx)
	if err != nil || version == k.version && k.current.Load() != nil {
		return err
	}
	catalogue, err := k.store.Catalogue(ctx)
	if err != nil {
		return err
	}
	k.current.Store(catalogue)
	k.version = version
	return nil
}

// keep refreshes once a second until ctx ends; an outage is told once.
func (k *keeper) keep(ctx context.Context) {
	tick := time.NewTicker(keeperPause)
	defer tick.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := k.refresh(ctx)
		if err != nil && !away && ctx.Err() == nil {
			k.log.Warn("the catalogue cannot be read; the last one stays", "error", err)
		}
		away = err != nil
	}
}
