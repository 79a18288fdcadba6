package sql

import (
	"strings"
	"testing"

	"servicequality/observatory/rating"
)

// TestHeadlineOfQueries: queries ask for the headline population by name, and none
// states it again.
func TestHeadlineOfQueries(t *testing.T) {
	t.Parallel()
	queries, err := readQueries()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range queries {
		if strings.Contains(text, "IN headline") || strings.Contains(text, "outcome IN ('") {
			t.Errorf("%s states a population of its own", name)
		}
	}
	for _, outcome := range rating.Outcomes() {
		if one := "('accepted', 'online', '" + outcome + "')"; !strings.Contains(queries["recount"], one) {
			t.Errorf("the recount lacks %s", one)
		}
	}
	if strings.Contains(headline(), "doubtful") || strings.Contains(headline(), "counter") {
		t.Errorf("the headline population is %s", headline())
	}
}
