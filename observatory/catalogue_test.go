package observatory_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestCatalogueFindsByIDAndAlias(t *testing.T) {
	t.Parallel()
	given := []observatory.Procedure{
		{ID: "b", Aliases: []string{"jdma:3059", "shared", "a"}},
		{ID: "a", Aliases: []string{"xwiki:823", "shared"}, Synthetic: true},
	}
	c := observatory.NewCatalogue(given)
	for key, want := range map[string]string{"a": "a", "b": "b", "jdma:3059": "b", "xwiki:823": "a", "shared": "a"} {
		if p, ok := c.Find(key); !ok || p.ID != want {
			t.Errorf("%q finds %+v, want %s", key, p, want)
		}
	}
	if p, ok := c.Find("823"); ok {
		t.Errorf("a bare number finds %s", p.ID)
	}
	if got := c.Procedures(); len(got) != 2 || got[0].ID != "a" || given[0].ID != "b" {
		t.Error("the catalogue is not a sorted copy")
	}
	if !c.Synthetic() || observatory.NewCatalogue(given[:1]).Synthetic() {
		t.Error("synthetic is not whether any procedure is")
	}
}

func TestSeriesAndLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		question   rating.Question
		instrument string
		series     string
		levels     int
	}{
		{rating.QuestionSatisfaction, "xwiki-1", "satisfaction/3", 3},
		{rating.QuestionSatisfaction, rating.Avis1, "satisfaction/3", 3},
		{rating.QuestionClarity, "xwiki-1", "clarity/3", 3},
		{rating.QuestionClarity, "jdma-2", "clarity/3", 3},
		{rating.QuestionClarity, "jdma-3", "clarity/5", 5},
		{rating.QuestionHelpReached, rating.Avis1, "help", 2},
		{rating.QuestionHelpQuality, "jdma-3", "help", 5},
		{rating.QuestionAutonomy, rating.Avis1, "help", 2},
		{rating.QuestionAutonomy, "jdma-2", "", 2},
		{rating.QuestionSatisfaction, "survey-of-1998", "", 3},
	} {
		series := rating.Series(c.question, c.instrument)
		if series != c.series || rating.Levels(c.question, series) != c.levels {
			t.Errorf("%s of %s: series %q of %d levels, want %q of %d", c.question, c.instrument,
				series, rating.Levels(c.question, series), c.series, c.levels)
		}
	}
}
