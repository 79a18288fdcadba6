package dashboard

import (
	"context"

	"servicequality/observatory/access"
	"servicequality/observatory/alarm"
	"servicequality/web"
)

// PrivateAlarms is where the owners of procedures find alarms before everybody
// does.
type PrivateAlarms interface {
	// Alarms returns every alarm, open or closed, of the procedures with these
	// ids, of all when none is named; the newest first.
	Alarms(ctx context.Context, procedures ...string) ([]alarm.Alarm, error)
}

// alarmRow is an open alarm.
type alarmRow struct{ Title, URL, Text string }

// openAlarms returns the open alarms about the procedure of the address, or the
// visitor's procedures; only the operator is told of those that are about none.
func (s *Space) openAlarms(v *visit) ([]alarm.Alarm, error) {
	var ids []string
	switch {
	case v.entry.Procedure != nil:
		ids = []string{v.entry.Procedure.ID}
	case v.access.Role != access.RoleOperator:
		for _, p := range v.access.Scope(access.ActionRead, v.snap.Catalogue) {
			ids = append(ids, p.ID)
		}
		if len(ids) == 0 {
			return nil, nil // no name would mean all
		}
	}
	all, err := s.store.Alarms(v.ctx, ids...)
	if err != nil {
		return nil, unread(err)
	}
	var open []alarm.Alarm
	for _, a := range all {
		if a.Open() {
			open = append(open, a)
		}
	}
	return open, nil
}

// alarmRows says what each open alarm means, under the procedure's title.
func (s *Space) alarmRows(v *visit) ([]alarmRow, error) {
	open, err := s.openAlarms(v)
	var rows []alarmRow
	for _, a := range open {
		row := alarmRow{Text: alarmSentence(v.loc, a)}
		if p, ok := v.snap.Catalogue.Find(a.Procedure); ok {
			row.Title, row.URL = p.Title, v.link(spacePath(p.ID))
		}
		rows = append(rows, row)
	}
	return rows, err
}

// alarmsFeed announces the open alarms of the visitor's procedures from the
// moment they are found.
func (s *Space) alarmsFeed(v *visit) (*web.Answer, error) {
	open, err := s.openAlarms(v)
	if err != nil {
		return nil, err
	}
	var events []event
	for _, a := range open {
		e := event{key: "alarm/" + a.ID.String(), at: a.OpenedAt, path: v.link("/espace"), summary: alarmSentence(v.loc, a),
			title: v.loc.T("alarm." + string(a.Kind) + ".name")}
		if p, ok := v.snap.Catalogue.Find(a.Procedure); ok {
			e.title, e.path = v.loc.T("feed.alarm", e.title, p.Title), v.link(spacePath(p.ID))
		}
		events = append(events, e)
	}
	return s.atom(v.request, alarmsPath, "/espace", ":alarms", events)
}

// alarmsPath is the address of the private feed.
const alarmsPath = "/espace/signalements.atom"
