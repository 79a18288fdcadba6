package dashboard_test

import (
	"strings"
	"testing"

	"servicequality/observatory/edition"
)

// TestPaceOnTheFirstPage: the pace of a year is told when the list stayed, and
// never when more than 5 % of it changed; what the target asks is told in both.
func TestPaceOnTheFirstPage(t *testing.T) {
	t.Parallel()
	year := func(leave int) func(*memory) edition.Figures {
		return func(m *memory) edition.Figures {
			return editionOf(m, "2025-10", "", edition.Published, leave, 80)
		}
	}
	asked := []string{"6 of 250", "5 quarters are left: the target asks for &#43;19.5 points a quarter"} // (100 − 6/250) / 5
	for name, c := range map[string]struct {
		more  []func(*memory) edition.Figures
		words []string
	}{
		"no edition of a year ago": {nil, append(asked, "No pace is given yet")},
		"the same list":            {[]func(*memory) edition.Figures{year(0)}, append(asked, "to the edition 2026-10-r2: 0.0 points a quarter. The list did not change in between.")},
		"another list":             {[]func(*memory) edition.Figures{year(2)}, append(asked, "more than 5% of the list changed (2 came, 0 left)")},
		"printed elsewhere":        {[]func(*memory) edition.Figures{printedEdition}, append(asked, "No pace is given yet")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := ask(archiveSite(t, c.more...), "/?lang=en").Body.String()
			for _, word := range c.words {
				if !strings.Contains(body, word) {
					t.Errorf("the first page lacks %q", word)
				}
			}
			if strings.Contains(body, "%!") {
				t.Error("a message has other placeholders")
			}
		})
	}
	body := newSite(t).get("/?lang=en").Body.String()
	if strings.Contains(body, "a quarter") {
		t.Error("without editions the page tells a pace")
	}
}
