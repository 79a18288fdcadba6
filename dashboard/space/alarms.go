package space

import (
	"context"

	"servicequality/dashboard/page"
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
func (s *Space) openAlarms(v *page.Visit) ([]alarm.Alarm, error) {
	var ids []string
	switch {
	case v.Entry.Procedure != nil:
		ids = []string{v.Entry.Procedure.ID}
	case v.Access.Role != access.RoleOperator:
		for _, p := range v.Access.Scope(access.ActionRead, v.Snap.Catalogue) {
			ids = append(ids, p.ID)
		}
		if len(ids) == 0 {
			return nil, nil // no name would mean all
		}
	}
	all, err := s.store.Alarms(v.Ctx, ids...)
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
func (s *Space) alarmRows(v *page.Visit) ([]alarmRow, error) {
	open, err := s.openAlarms(v)
	var rows []alarmRow
	for _, a := range open {
		row := alarmRow{Text: page.AlarmSentence(v.Loc, a)}
		if p, ok := v.Snap.Catalogue.Find(a.Procedure); ok {
			row.Title, row.URL = p.Title, v.Link(spacePath(p.ID))
		}
		rows = append(rows, row)
	}
	return rows, err
}

// alarmsFeed announces the open alarms of the visitor's procedures from the
// moment they are found.
func (s *Space) alarmsFeed(v *page.Visit) (*web.Answer, error) {
	open, err := s.openAlarms(v)
	if err != nil {
		return nil, err
	}
	var events []page.Event
	for _, a := range open {
		e := page.Event{Key: "alarm/" + a.ID.String(), At: a.OpenedAt, Path: v.Link("/espace"), Summary: page.AlarmSentence(v.Loc, a),
			Title: v.Loc.T("alarm." + string(a.Kind) + ".name")}
		if p, ok := v.Snap.Catalogue.Find(a.Procedure); ok {
			e.Title, e.Path = v.Loc.T("feed.alarm", e.Title, p.Title), v.Link(spacePath(p.ID))
		}
		events = append(events, e)
	}
	return s.Atom(v.Request, alarmsPath, "/espace", ":alarms", events)
}

// alarmsPath is the address of the private feed.
const alarmsPath = "/espace/signalements.atom"
