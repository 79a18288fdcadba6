package dashboard

import (
	"time"

	"github.com/google/uuid"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
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
func alarmSentences(r *page.Request, alarms []alarm.Alarm) []string {
	var sentences []string
	for _, a := range alarms {
		sentences = append(sentences, page.AlarmSentence(r.Loc, a))
	}
	return sentences
}

// publicAlarms announces the alarms that everybody may see.
func (d Dashboard) publicAlarms(r *page.Request) []page.Event {
	var events []page.Event
	for _, e := range r.Snap.Entries {
		for _, a := range e.Alarms {
			at := a.AcknowledgedAt
			if at.IsZero() {
				at = a.OpenedAt
			}
			events = append(events, page.Event{
				Key: "alarm/" + a.ID.String(), At: at, Path: r.Link(page.ProcedurePath(e.Procedure.ID)),
				Title:   r.Loc.T("feed.alarm", r.Loc.T("alarm."+string(a.Kind)+".name"), e.Procedure.Title),
				Summary: page.AlarmSentence(r.Loc, a),
			})
		}
	}
	return events
}
