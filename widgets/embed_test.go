package widgets_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/widgets"
)

func TestFrame(t *testing.T) {
	t.Parallel()
	site, _ := siteWith(t, widgets.Config{},
		observatory.Procedure{ID: "passeport", Title: "Demander un passeport", Hosts: []string{"*.example.org", "localhost:8080"}},
		observatory.Procedure{ID: "permis", Title: "Demander un permis"})
	answer := get(t, site, "/embed/avis/passeport?lang=ar&theme=dark&outcome=gave_up&button=page&channel=pigeon&onload=x")
	elements := answer.elements("mon-avis")
	if len(elements) != 1 {
		t.Fatalf("no element:\n%s", answer.Body)
	}
	got := map[string]string{}
	for _, a := range elements[0].Attr {
		got[a.Key] = a.Val
	}
	want := map[string]string{"procedure": "passeport", "lang": "ar", "theme": "dark", "outcome": "gave_up", "button": "page", "channel": "online", "source": "iframe"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	if policy := answer.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'self' *.example.org localhost:8080") {
		t.Errorf("the policy is %s", policy)
	}
	open := get(t, site, "/embed/avis/permis")
	if policy := open.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors *") {
		t.Errorf("without known hosts the policy is %s", policy)
	}
	if answer := get(t, site, "/embed/avis/nothing"); answer.Code != http.StatusNotFound {
		t.Errorf("a frame of nothing answered %d", answer.Code)
	}
}

// A closed button says so, with the administration's words, and counts the
// visit; what was begun may be finished.
func TestClosedButton(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 2, 12, 0, 0, 0, time.UTC)
	buttons := rating.NewButtons([]rating.Button{
		{Procedure: "passeport", ID: "letter", ClosedOn: observatory.NewDay(2026, 5, 2), Message: "L'enquête de 2025 est finie."},
		{Procedure: "passeport", ID: "desk", Source: "qr", Channel: "counter", ClosedOn: observatory.NewDay(2026, 5, 3)},
	})
	site, counted := siteWith(t, widgets.Config{Button: buttons.Find, Now: func() time.Time { return now }}, observatory.Procedure{ID: "passeport", Title: "Demander un passeport"})
	for _, address := range []string{"/avis/passeport?button=letter&lang=fr", "/embed/avis/passeport?button=letter&lang=fr"} {
		answer := get(t, site, address)
		if answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), "L&#39;enquête de 2025 est finie.") || len(answer.elements("form")) != 0 {
			t.Errorf("%s: %d\n%s", address, answer.Code, answer.Body)
		}
		framed := strings.HasPrefix(address, "/embed/")
		if policy := answer.Header().Get("Content-Security-Policy"); strings.HasSuffix(policy, "frame-ancestors *") != framed {
			t.Errorf("%s has the policy %s", address, policy)
		}
		if !framed {
			checkPage(t, answer)
		}
	}
	if want := []string{"passeport letter opened", "passeport letter opened"}; !slices.Equal(*counted, want) {
		t.Errorf("counted %q, want %q", *counted, want)
	}
	_, form := get(t, site, "/avis/passeport?button=desk").fields()
	if form.Get("source") != "qr" || form.Get("channel") != "counter" {
		t.Errorf("an open button's form sends source %q and channel %q", form.Get("source"), form.Get("channel"))
	}
	_, form = get(t, site, "/avis/passeport?button=desk&source=email&channel=phone").fields()
	if form.Get("source") != "email" || form.Get("channel") != "phone" {
		t.Errorf("what the link tells was lost: %v", form)
	}
	begun := url.Values{"id": {"0197f0a2-0000-7000-8000-000000000001"}, "version": {"1"}, "satisfaction": {"good"}, "step": {"clarity"}, "button": {"letter"}}
	if answer := get(t, site, "/avis/passeport?"+begun.Encode()); answer.Code != http.StatusOK {
		t.Errorf("a rating under way met %d", answer.Code)
	}
}

func TestClosedProcedure(t *testing.T) {
	t.Parallel()
	site, counted := siteWith(t, widgets.Config{}, observatory.Procedure{ID: "passeport", Title: "Demander un passeport",
		ClosedOn: observatory.NewDay(2026, 5, 2), ClosedMessage: "Remplacée en 2026."})
	answer := get(t, site, "/avis/passeport")
	if answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), "Remplacée en 2026.") || len(*counted) != 1 {
		t.Errorf("%d, counted %q:\n%s", answer.Code, *counted, answer.Body)
	}
}
