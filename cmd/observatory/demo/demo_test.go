package demo_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"servicequality/cmd/observatory/demo"
	"servicequality/observatory"
)

func procedures(t *testing.T) []observatory.Procedure {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(demo.Catalogue())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []observatory.Procedure
	for _, row := range rows[1:] {
		volume := uint64(1_000_000)
		all = append(all, observatory.Procedure{ID: row[0], Title: row[1], Online: observatory.Online(row[6]), VolumeOnline: &volume})
	}
	return all
}

func TestCatalogueIsInventedAndMarked(t *testing.T) {
	all := procedures(t)
	if len(all) < 55 || len(all) > 70 {
		t.Errorf("the catalogue has %d procedures, want about 60", len(all))
	}
	for _, p := range all {
		if !strings.HasPrefix(p.ID, "demo-") || !observatory.ValidID(p.ID) {
			t.Errorf("the id %q is not a demonstration's", p.ID)
		}
	}
}

func TestRatingsAreTheSameOnTheSameDay(t *testing.T) {
	today, err := observatory.ParseDay("2026-11-21")
	if err != nil {
		t.Fatal(err)
	}
	first, last := demo.Span(today)
	all := procedures(t)[:3]
	seen := map[string]bool{}
	for r := range demo.Ratings(all, today) {
		seen[r.ID.String()] = true
		if r.Day() < first || r.Day() > last {
			t.Fatalf("a rating lies on %s, outside %s to %s", r.Day(), first, last)
		}
		if r.Satisfaction < 1 || r.Satisfaction > 3 || r.Clarity > 5 {
			t.Fatalf("a rating has levels that do not exist: %+v", r)
		}
	}
	again := 0
	for r := range demo.Ratings(all, today) {
		if !seen[r.ID.String()] {
			t.Fatal("the same day gave another rating")
		}
		again++
	}
	if again != len(seen) || again < 1000 {
		t.Errorf("%d ratings, %d ids: every rating has an id of its own, and there are thousands", again, len(seen))
	}
}
