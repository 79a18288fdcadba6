package server

import (
	"context"
	"fmt"
	"time"

	"servicequality/cmd/observatory/instance"
	"servicequality/dashboard/guard"
	"servicequality/observatory"
	"servicequality/observatory/access"
)

// accesses holds those who may enter the ministries' space, as they were last
// read: a new one, and a revocation, are known within a second or two.
type accesses struct {
	store interface {
		Accesses(context.Context) ([]access.Access, error)
	}
	reading reading[map[string]access.Access]
}

// refresh reads them.
func (a *accesses) refresh(ctx context.Context) error {
	asked := time.Now()
	all, err := a.store.Accesses(ctx)
	if err != nil {
		return err
	}
	byID := make(map[string]access.Access, len(all))
	for _, access := range all {
		byID[access.ID] = access
	}
	a.reading.set(byID, asked)
	return nil
}

// find returns the access with that id. Its error wraps observatory.ErrNoAccess
// when there is none, observatory.ErrUnavailable when that is not known now.
func (a *accesses) find(id string) (access.Access, error) {
	all, current := a.reading.get()
	if !current {
		return access.Access{}, fmt.Errorf("the accesses could not be read for %s: %w", trustTime, observatory.ErrUnavailable)
	}
	known, ok := all[id]
	if !ok {
		return access.Access{}, observatory.ErrNoAccess
	}
	return known, nil
}

// startGuard starts what lets ministries in, for the pages and for the volumes
// that they state.
func (s *server) startGuard(ctx context.Context) error {
	if s.flags.role == "aggregator" {
		return nil
	}
	secret, err := instance.OwnSecret(s.app.Settings.Folder("secrets", "session.key"))
	if err != nil {
		return err
	}
	s.accesses = &accesses{store: s.db.Store}
	s.guard = guard.New(s.db.Store, guard.Config{
		Now:  s.app.Now,
		Find: s.accesses.find, Catalogue: s.keeper.catalogue, Secret: secret, PublicURL: s.flags.publicURL,
	}, s.registry, s.log)
	return s.keepFresh(ctx, "accesses", s.accesses.refresh)
}
