package dashboard

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/web/locale"
)

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

func alarmSentence(l *locale.Locale, a alarm.Alarm) string {
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
	for _, e := range r.snap.Entries {
		for _, a := range e.Alarms {
			at := a.AcknowledgedAt
			if at.IsZero() {
				at = a.OpenedAt
			}
			events = append(events, event{
				key: "alarm/" + a.ID.String(), at: at, path: r.link(procedurePath(e.Procedure.ID)),
				title:   r.loc.T("feed.alarm", r.loc.T("alarm."+string(a.Kind)+".name"), e.Procedure.Title),
				summary: alarmSentence(r.loc, a),
			})
		}
	}
	return events
}
