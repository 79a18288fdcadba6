package dashboard_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/rating"
)

func TestFunnelOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.store.funnels = map[string]rating.Funnel{
		"impots":    rating.NewFunnel(map[rating.EventKind]uint64{rating.EventOpened: 1500, rating.EventStarted: 900}, 800),
		"passeport": rating.NewFunnel(map[rating.EventKind]uint64{rating.EventOpened: 10}, 90),
		"bourse":    rating.NewFunnel(nil, 40),
	}
	for _, tc := range []struct{ id, says, hides string }{
		{"impots", ">Opened</th>", "do not agree"},
		{"impots", ">not counted</td>", "do not agree"},
		{"passeport", "These counts do not agree", "are part of no indicator.</p><p"},
		{"bourse", "Catalogue entry", "The way to a rating"},
		{"permis", "Catalogue entry", "The way to a rating"},
	} {
		page := s.get("/demarches/" + tc.id + "?lang=en").Body.String()
		if !strings.Contains(page, tc.says) || strings.Contains(page, tc.hides) {
			t.Errorf("%s: the page lacks %q or has %q", tc.id, tc.says, tc.hides)
		}
	}
	var got struct{ Funnel rating.Funnel }
	for _, address := range []string{"/api/v1/procedures/impots", "/api/v1/procedures/impots?as_of=2026-09-30"} {
		if err := json.Unmarshal(s.get(address).Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.store.funnels["impots"], got.Funnel); diff != "" {
			t.Errorf("%s (-want +got):\n%s", address, diff)
		}
	}
	text := s.get("/api/v1/procedures/permis").Body.String()
	if want := `"funnel":{"state":"not_collected","offered":null,"seen":null,"opened":null,"started":null,"sent":0}`; !strings.Contains(text, want) {
		t.Errorf("want %s in %s", want, text)
	}
}
