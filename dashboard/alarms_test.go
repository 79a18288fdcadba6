package dashboard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// alarmed is a site with a public alarm of each kind, and one that is not.
func alarmed(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	for i, kind := range alarm.Kinds() {
		f := alarm.Finding{Procedure: "impots", Kind: kind, Subject: "pasted.example", Day: observatory.NewDay(2026, time.November, 1+i)}
		if kind == alarm.KindStale {
			f.Subject = alarm.SourceProbes
		}
		f.LastTrue, f.Details.Ratings = f.Day, 4711
		s.store.alarms = append(s.store.alarms, alarm.Alarm{ID: f.ID(), Finding: f, OpenedAt: f.Day.Start().UTC()})
	}
	f := alarm.Finding{Procedure: "passeport", Kind: alarm.KindDrop, Day: observatory.NewDay(2026, time.November, 20)}
	s.store.alarms = append(s.store.alarms, alarm.Alarm{ID: f.ID(), Finding: f, OpenedAt: f.Day.Start().UTC()})
	return s
}

func TestAlarmsOnPages(t *testing.T) {
	t.Parallel()
	s := alarmed(t)
	for address, words := range map[string][]string{
		"/demarches/impots?lang=fr": {"Signalements en cours", "Le 1er novembre 2026, une baisse", "Le 4 novembre 2026, bien plus", "Depuis le 5 novembre 2026, la dernière mesure"},
		"/demarches/impots?lang=en": {"Current alerts", "On 1 November 2026 a fall", "On 2 November 2026 the procedure", "Since 3 November 2026 ratings have come", "On 4 November 2026 far more", "Since 5 November 2026 the last measurement"},
		"/feed.atom?lang=en":        {"Alert, falling mark: Déclarer ses revenus", "/demarches/impots", "On 4 November 2026 far more"},
	} {
		body := s.get(address).Body.String()
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s lacks %q", address, word)
			}
		}
		if strings.Contains(body, "pasted.example") || strings.Contains(body, "20 November") || strings.Contains(body, "%!") {
			t.Errorf("%s shows what is not public", address)
		}
	}
	for _, address := range []string{"/demarches/passeport?lang=en", "/demarches/impots?lang=en&as_of=2026-09-30"} {
		if body := s.get(address).Body.String(); strings.Contains(body, "Current alerts") {
			t.Errorf("%s shows an alarm", address)
		}
	}
}

func TestAlarmsInTheOpenData(t *testing.T) {
	t.Parallel()
	s := alarmed(t)
	d, c := described(t, s)
	const path = "/api/v1/procedures/{id}"
	conforms(t, d, c, s.get("/api/v1/procedures/impots"), path, "200")
	alarms := Procedure(t, s.get("/api/v1/procedures/impots").Body.Bytes())["alarms"].([]any)
	if len(alarms) != len(alarm.Kinds()) {
		t.Fatalf("%d alarms", len(alarms))
	}
	want := map[string]any{"id": s.store.alarms[0].ID.String(), "kind": "drop", "day": "2026-11-01", "last_true": "2026-11-01", "opened_at": "2026-10-31T23:00:00Z"}
	if diff := cmp.Diff(want, alarms[0]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := alarms[len(alarms)-1].(map[string]any)["source"]; got != "probes" {
		t.Errorf("what is stale is %v", got)
	}
	for _, address := range []string{"/api/v1/procedures/passeport", "/api/v1/procedures/impots?as_of=2026-09-30"} {
		if got := Procedure(t, s.get(address).Body.Bytes())["alarms"].([]any); len(got) != 0 {
			t.Errorf("%s has the alarms %v", address, got)
		}
	}
}

func TestFeedAnnouncesEditions(t *testing.T) {
	t.Parallel()
	body := ask(newArchiveSite(t), "/feed.atom?lang=en").Body.String()
	for _, word := range []string{"<title>Edition 2026-10</title>", "<title>Edition 2026-10-r2</title>", "feed.atom#edition/2026-09", "Corrects the edition 2026-10: une &lt;erreur&gt;",
		"https://observatoire.example/editions/2026-10"} {
		if !strings.Contains(body, word) {
			t.Errorf("the feed lacks %q", word)
		}
	}
	if strings.Contains(body, "2026-11<") || strings.Contains(body, "2026-11-r") || strings.Contains(body, "editions/2026-11") {
		t.Error("the feed announces an edition that is not published")
	}
}
