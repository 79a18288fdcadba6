package server

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// keeper holds the newest catalogue and its buttons for those who look a
// procedure up with every rating. While the database is away the last one stays.
type keeper struct {
	store interface {
		Catalogue(context.Context) (*observatory.Catalogue, error)
		Buttons(context.Context) ([]rating.Button, error)
		DataVersion(context.Context) (string, error)
	}
	current atomic.Pointer[observatory.Catalogue]
	buttons atomic.Pointer[rating.Buttons]
	version string
}

// keeperPause is how long an import, a new key or a revocation may go unnoticed,
// keeperPatience how long the database may take to answer: a question that hangs
// is given up, and asked again.
const (
	keeperPause    = time.Second
	keeperPatience = 10 * time.Second
)

// catalogue returns the newest catalogue that was read.
func (k *keeper) catalogue() *observatory.Catalogue { return k.current.Load() }

// button finds a button of a procedure.
func (k *keeper) button(procedure, id string) (rating.Button, bool) {
	return k.buttons.Load().Find(procedure, id)
}

// refresh reads the catalogue when something changed.
func (k *keeper) refresh(ctx context.Context) error {
	version, err := k.store.DataVersion(ctx)
	if err != nil || version == k.version && k.current.Load() != nil {
		return err
	}
	catalogue, err := k.store.Catalogue(ctx)
	if err != nil {
		return err
	}
	buttons, err := k.store.Buttons(ctx)
	if err != nil {
		return err
	}
	k.current.Store(catalogue)
	k.buttons.Store(rating.NewButtons(buttons))
	k.version = version
	return nil
}

// keepFresh refreshes now, and then once a second until the shutdown; an outage
// is told once.
func (s *server) keepFresh(ctx context.Context, what string, refresh func(context.Context) error) error {
	refresh = within(keeperPatience, refresh)
	if err := refresh(ctx); err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() { defer close(done); everySecond(running, s.log.With("what", what), refresh) }()
	s.onStop(func() error { stop(); <-done; return nil })
	return nil
}

// within bounds the time of every refresh.
func within(patience time.Duration, refresh func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		return refresh(ctx)
	}
}

func everySecond(ctx context.Context, log *slog.Logger, refresh func(context.Context) error) {
	tick := time.NewTicker(keeperPause)
	defer tick.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := refresh(ctx)
		if err != nil && !away && ctx.Err() == nil {
			log.Warn("the database cannot be read; what was read last stays", "error", err)
		}
		away = err != nil
	}
}
