package observatory_test

import (
	"testing"

	"observatory"
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
		question   observatory.Question
		instrument string
		series     string
		levels     int
	}{
		{observatory.QuestionSatisfaction, "xwiki-1", "satisfaction/3", 3},
		{observatory.QuestionSatisfaction, observatory.Avis1, "satisfaction/3", 3},
		{observatory.QuestionClarity, "xwiki-1", "clarity/3", 3},
		{observatory.QuestionClarity, "jdma-2", "clarity/3", 3},
		{observatory.QuestionClarity, "jdma-3", "clarity/5", 5},
		{observatory.QuestionHelpReached, observatory.Avis1, "help", 2},
		{observatory.QuestionHelpQuality, "jdma-3", "help", 5},
		{observatory.QuestionAutonomy, observatory.Avis1, "help", 2},
		{observatory.QuestionAutonomy, "jdma-2", "", 2},
		{observatory.QuestionSatisfaction, "survey-of-1998", "", 3},
	} {
		series := observatory.Series(c.question, c.instrument)
		if series != c.series || observatory.Levels(c.question, series) != c.levels {
			t.Errorf("%s of %s: series %q of %d levels, want %q of %d", c.question, c.instrument,
				series, observatory.Levels(c.question, series), c.series, c.levels)
		}
	}
}
