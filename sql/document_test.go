package sql_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestAllTallies: a line per slice and day, with what was counted and what it
// was counted of.
func TestAllTallies(t *testing.T) {
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	ratings := []rating.Rating{newRating("a", monday, 1, 3), newRating("a", monday, 2, 1), newRating("a", monday+1, 3, 3), newRating("b", monday, 4, 2)}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	var out strings.Builder
	if err := store.AllTallies(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	at := map[string]int{}
	for i, name := range lines[0] {
		at[name] = i
	}
	var satisfaction []string
	citizens := 0
	for _, line := range lines[1:] {
		if line[at["dimension"]] != "" {
			continue
		}
		switch line[at["question"]] {
		case string(rating.QuestionSatisfaction):
			satisfaction = append(satisfaction, strings.Join([]string{line[at["procedure"]], line[at["day"]],
				line[at["level_1"]], line[at["level_2"]], line[at["level_3"]]}, " "))
		case string(rating.QuestionRating):
			n, err := strconv.Atoi(line[at["citizens"]])
			if err != nil {
				t.Fatal(err)
			}
			citizens += n
		}
	}
	want := "a 2026-03-02 1 0 1, a 2026-03-03 0 0 1, b 2026-03-02 0 1 0"
	if got := strings.Join(satisfaction, ", "); got != want {
		t.Errorf("the answers are %s, want %s", got, want)
	}
	if citizens != len(ratings) {
		t.Errorf("%d citizens, want %d", citizens, len(ratings))
	}
}
