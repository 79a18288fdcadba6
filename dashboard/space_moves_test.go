package dashboard_test

import (
	"strings"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// TestSignificantChanges: the first page of the space says which figures
// changed significantly, and of which procedures.
func TestSignificantChanges(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	s.store.change(func(m *memory) {
		year := rating.Slice{
			Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: 300, Counts: [5]uint64{5, 15, 280},
		}
		m.tallies["passeport"] = append(m.tallies["passeport"], rating.Tally{Procedure: "passeport", Day: observatory.NewDay(2025, 11, 10), Slices: []rating.Slice{year}})
	})
	page := s.ask("GET", "/espace?lang=en", "", "", "Authorization", "Bearer "+s.tokens["reader"]).Body.String()
	if !strings.Contains(page, "Satisfaction: ") || !strings.Contains(page, "points lower than a year before (−") {
		_, row, _ := strings.Cut(page, "passeport")
		t.Errorf("the page does not say that the mark fell: %.2000s", row)
	}
	if strings.Contains(page, "Download:") {
		t.Error("the page offers to download nothing")
	}
	own := s.ask("GET", "/espace/demarches/passeport?lang=en", "", "", "Authorization", "Bearer "+s.tokens["reader"]).Body.String()
	if strings.Contains(own, `<p class="downloads">Download: </p>`) {
		t.Error("a figure of a day offers to download nothing")
	}
}
