package sql_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestRollover: of two editions a quarter apart come the months that only one of
// them covers, to the day, though a week lies in both.
func TestRollover(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	var ratings []rating.Rating
	for n, on := range []string{
		"2024-08-31",               // before both
		"2024-09-01", "2024-11-30", // gone
		"2024-12-01", "2025-08-31", // in both
		"2025-09-01", "2025-09-02", "2025-11-30", // have come
	} {
		ratings = append(ratings, newRating("a", day(t, on), uint64(n)+1, 3))
	}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	commit(t, store, observatory.Import{Kind: observatory.ImportCatalogue}, func(number uint32) error {
		return store.InsertProcedures(t.Context(), number, []observatory.Procedure{{ID: "a", Title: "A"}})
	})
	earlier := edition.Edition{ID: "2025-09", AsOf: observatory.NewDay(2025, time.August, 31), Copy: 1}
	later := edition.Edition{ID: "2025-12", AsOf: observatory.NewDay(2025, time.November, 30), Copy: 2}
	for _, e := range []edition.Edition{earlier, later} {
		if err := store.CopyForEdition(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	rollover, err := store.EditionRollover(t.Context(), earlier, later)
	if err != nil {
		t.Fatal(err)
	}
	days := func(found map[string]indicator.Evidence) map[string]uint64 {
		seen := map[string]uint64{}
		for _, tally := range found["a"].Tallies {
			for _, s := range tally.Slices {
				if s.Question == rating.QuestionRating && s.Dimension == "" {
					seen[tally.Day.String()] += s.Citizens
				}
			}
		}
		return seen
	}
	// Each is the first day of its week in its month.
	if diff := cmp.Diff(map[string]uint64{"2024-09-01": 1, "2024-11-25": 1}, days(rollover.Gone)); diff != "" {
		t.Errorf("what is gone differs: %s", diff)
	}
	if diff := cmp.Diff(map[string]uint64{"2025-09-01": 2, "2025-11-24": 1}, days(rollover.Come)); diff != "" {
		t.Errorf("what has come differs: %s", diff)
	}
	if same, err := store.EditionRollover(t.Context(), later, later); err != nil || len(same.Gone)+len(same.Come) > 0 {
		t.Errorf("an edition differs from itself by %v, %v", same, err)
	}
}
