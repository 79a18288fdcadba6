package data

import (
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// Alarm is an alarm in the open data: what was found, since when, and no
// numbers, which may be of fewer answers than a figure is published for.
type Alarm struct {
	ID   uuid.UUID  `json:"id"`
	Kind alarm.Kind `json:"kind"`
	// Source is what is stale: ratings, volumes or probes.
	Source   string          `json:"source,omitempty"`
	Day      observatory.Day `json:"day"`
	LastTrue observatory.Day `json:"last_true"`
	OpenedAt time.Time       `json:"opened_at"`
}

// Alarms are what the open data says of alarms; it is never null in JSON.
func Alarms(alarms []alarm.Alarm) []Alarm {
	public := make([]Alarm, 0, len(alarms))
	for _, a := range alarms {
		one := Alarm{ID: a.ID, Kind: a.Kind, Day: a.Day, LastTrue: a.LastTrue, OpenedAt: a.OpenedAt}
		if a.Kind == alarm.KindStale {
			one.Source = a.Subject
		}
		public = append(public, one)
	}
	return public
}
