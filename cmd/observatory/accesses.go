package main

import (
	"context"
	"sync/atomic"

	"observatory"
	"observatory/dashboard"
)

// accesses holds those who may enter the ministries' space, as they were last
// read: a new one, and a revocation, are known within a second or two.
type accesses struct {
	store interface {
		Accesses(context.Context) ([]observatory.Access, error)
	}
	current atomic.Pointer[map[string]observatory.Access]
}

// refresh reads them.
func (a *accesses) refresh(ctx context.Context) error {
	all, err := a.store.Accesses(ctx)
	if err != nil {
		return err
	}
	byID := make(map[string]observatory.Access, len(all))
	for _, access := range all {
		byID[access.ID] = access
	}
	a.current.Store(&byID)
	return nil
}

// find returns the access with that id.
func (a *accesses) find(id string) (observatory.Access, bool) {
	access, ok := (*a.current.Load())[id]
	return access, ok
}

// startGuard starts what lets ministries in, for the pages and for the volumes
// that they state.
func (s *server) startGuard(ctx context.Context) error {
	if s.flags.role == "aggregator" {
		return nil
	}
	secret, err := ownSecret(s.app.settings.folder("secrets", "session.key"))
	if err != nil {
		return err
	}
	s.accesses = &accesses{store: s.db.Store}
	s.guard = dashboard.NewGuard(s.db.Store, dashboard.GuardConfig{
		Find: s.accesses.find, Catalogue: s.keeper.catalogue, Secret: secret, PublicURL: s.flags.publicURL,
	}, s.registry, s.log)
	return s.keepFresh(ctx, "accesses", s.accesses.refresh)
}
