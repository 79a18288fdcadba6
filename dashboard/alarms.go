package dashboard

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
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
func (s *shelf) readAlarms(ctx context.Context, snap *snapshot) error {
	store, ok := s.store.(AlarmStore)
	if !ok {
		return nil
	}
	alarms, err := store.PublicAlarms(ctx, snap.readAt)
	if err != nil {
		return fmt.Errorf("cannot read the alarms: %w", err)
	}
	snap.alarms = map[string][]alarm.Alarm{}
	for _, a := range alarms {
		snap.alarms[a.Procedure] = append(snap.alarms[a.Procedure], a)
	}
	return nil
}

// publicAlarm is an alarm in the open data: what was found, since when, and no
// numbers, which may be of fewer answers than a figure is published for.
type publicAlarm struct {
	ID   uuid.UUID  `json:"id"`
	Kind alarm.Kind `json:"kind"`
	// Source is what is stale: ratings, volumes or probes.
	Source   string          `json:"source,omitempty"`
	Day      observatory.Day `json:"day"`
	LastTrue observatory.Day `json:"last_true"`
	OpenedAt time.Time       `json:"opened_at"`
}

func newPublicAlarms(alarms []alarm.Alarm) []publicAlarm {
	public := make([]publicAlarm, 0, len(alarms))
	for _, a := range alarms {
		one := publicAlarm{ID: a.ID, Kind: a.Kind, Day: a.Day, LastTrue: a.LastTrue, OpenedAt: a.OpenedAt}
		if a.Kind == alarm.KindStale {
			one.Source = a.Subject
		}
		public = append(public, one)
	}
	return public
}

// alarmSentences say what each alarm means, with its date.
func (r *request) alarmSentences(alarms []alarm.Alarm) []string {
	var sentences []string
	for _, a := range alarms {
		sentences = append(sentences, alarmSentence(r.loc, a))
	}
	return sentences
}

func alarmSentence(l *locale, a alarm.Alarm) string {
	if job, ok := strings.CutPrefix(a.Subject, alarm.SourceJob); ok && a.Kind == alarm.KindStale {
		return l.T("alarm.stale.job", l.Date(a.Day), job)
	}
	if key := "alarm.stale." + a.Subject; a.Kind == alarm.KindStale && l.Has(key) {
		return l.T(key, l.Date(a.Day))
	}
	return l.T("alarm."+string(a.Kind)+".text", l.Date(a.Day))
}

// publicAlarms announces the alarms that everybody may see.
func (d *Dashboard) publicAlarms(r *request) []event {
	var events []event
	for _, e := range r.snap.entries {
		for _, a := range e.alarms {
			at := a.AcknowledgedAt
			if at.IsZero() {
				at = a.OpenedAt
			}
			events = append(events, event{
				key: "alarm/" + a.ID.String(), at: at, path: r.link(procedurePath(e.procedure.ID)),
				title:   r.loc.T("feed.alarm", r.loc.T("alarm."+string(a.Kind)+".name"), e.procedure.Title),
				summary: alarmSentence(r.loc, a),
			})
		}
	}
	return events
}
