package snapshot

import (
	"context"
	"fmt"
	"time"

	"servicequality/observatory/alarm"
)

// AlarmStore is a Store that also knows what the watches found.
type AlarmStore interface {
	// PublicAlarms returns the alarms that everybody may see at the instant
	// now, as they may be shown, of the procedures with these ids, of all when
	// none is named; the newest first.
	PublicAlarms(ctx context.Context, now time.Time, procedures ...string) ([]alarm.Alarm, error)
}

// readAlarms adds the public alarms to the snapshot, by procedure id, when the
// store knows of any.
func (s *Shelf) readAlarms(ctx context.Context, snap *Snapshot) error {
	store, ok := s.store.(AlarmStore)
	if !ok {
		return nil
	}
	alarms, err := store.PublicAlarms(ctx, snap.ReadAt)
	if err != nil {
		return fmt.Errorf("cannot read the alarms: %w", err)
	}
	snap.alarms = map[string][]alarm.Alarm{}
	for _, a := range alarms {
		snap.alarms[a.Procedure] = append(snap.alarms[a.Procedure], a)
	}
	return nil
}
