package server

import (
	"context"

	"servicequality/collector/shipping"
)

// startConservation starts what looks every hour whether everything that was
// acknowledged is kept and counted.
func (s *server) startConservation(ctx context.Context) error {
	law, err := shipping.NewConservation(s.journal, s.app.Settings.Folder("journal"), s.db.Store, s.registry, s.log)
	if err != nil {
		return err
	}
	law.Start(ctx)
	s.onStop(func() error { law.Stop(); return nil })
	return nil
}
