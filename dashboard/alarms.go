package dashboard

import (
	"servicequality/dashboard/page"
	"servicequality/observatory/alarm"
)

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
