package dashboard_test

import (
	"net/http"
	"strings"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// TestPrivateAlarms: who owns a procedure is told of its alarms at once, on the
// pages and in a feed of the space; nobody else is, and of the catalogue and
// the jobs only the operator.
func TestPrivateAlarms(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	open := func(procedure string, kind alarm.Kind, subject string) alarm.Alarm {
		f := alarm.Finding{Procedure: procedure, Kind: kind, Subject: subject, Day: observatory.NewDay(2026, 11, 20)}
		return alarm.Alarm{ID: f.ID(), Finding: f, OpenedAt: s.now}
	}
	over := open("passeport", alarm.KindBurst, "")
	over.ClosedAt = s.now
	s.files.alarms = []alarm.Alarm{open("passeport", alarm.KindStale, alarm.SourceProbes), open("impots", alarm.KindDrop, ""),
		open("", alarm.KindStale, "job:tally"), open("", alarm.KindStale, alarm.SourceCatalogue), over}
	const passport, tax, job, catalogue = "last measurement of the site", "fall of the mark", "The job tally was due on 20 November 2026", "the catalogue has not been imported"
	for _, c := range []struct {
		actor, address string
		has, lacks     []string
	}{
		{"reader", "/espace?lang=en", []string{passport}, []string{tax, job, catalogue, "far more ratings"}},
		{"reader", "/espace/signalements.atom?lang=en", []string{passport, "source out of date: Demander un passeport"}, []string{tax, job, catalogue, "far more ratings"}},
		{"reader", "/espace/demarches/passeport?lang=en", []string{passport}, []string{tax, job}},
		{"one", "/espace/signalements.atom?lang=en", []string{passport}, []string{tax, job, catalogue}},
		{"neighbour", "/espace/signalements.atom?lang=en", nil, []string{passport, tax, job, catalogue}},
		{"stranger", "/espace?lang=en", []string{tax}, []string{passport, job, catalogue}},
		{"operator", "/espace?lang=en", []string{passport, tax, job, catalogue}, nil},
		{"operator", "/espace/signalements.atom?lang=en", []string{passport, tax, job, catalogue}, nil},
	} {
		w := s.bear(c.actor, http.MethodGet, c.address, "")
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, "%!") {
			t.Errorf("%s at %s: %d", c.actor, c.address, w.Code)
		}
		for _, want := range c.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s at %s: %q is not there", c.actor, c.address, want)
			}
		}
		for _, secret := range c.lacks {
			if strings.Contains(body, secret) {
				t.Errorf("%s at %s: %q is there", c.actor, c.address, secret)
			}
		}
	}
	if body := s.ask(http.MethodGet, "/feed.atom?lang=en", "", "").Body.String(); strings.Contains(body, passport) {
		t.Error("the public feed tells of a private alarm")
	}
}
