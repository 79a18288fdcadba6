package sql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/sql/sqltest"
)

// TestObjections: filed twice is once, the last answer counts, another edition
// has none, and a published edition keeps its own with its row.
func TestObjections(t *testing.T) {
	store := sqltest.Open(t)
	ctx := t.Context()
	first := edition.Objection{Edition: "2026-10", Procedure: "tax", Kind: indicator.KindSatisfaction, Text: "it's <no>\n\\", FiledOn: observatory.NewDay(2026, 10, 12)}
	second := edition.Objection{Edition: "2026-10", Procedure: "boat", Text: "nor this", FiledOn: observatory.NewDay(2026, 10, 13)}
	first.Identify()
	second.Identify()
	for _, o := range []edition.Objection{first, first, second} {
		if err := store.FileObjection(ctx, o, "editor"); err != nil {
			t.Fatal(err)
		}
	}
	first.AnsweredOn = observatory.NewDay(2026, 10, 20)
	for _, answer := range []string{"perhaps", "it is"} {
		first.Answer = answer
		if err := store.AnswerObjection(ctx, first, "operator"); err != nil {
			t.Fatal(err)
		}
	}
	byID := func(all []edition.Objection) map[string]edition.Objection {
		found := map[string]edition.Objection{}
		for _, o := range all {
			found[o.ID] = o
		}
		return found
	}
	want := []edition.Objection{first, second}
	got, err := store.Objections(ctx, "2026-10")
	if diff := cmp.Diff(byID(want), byID(got)); err != nil || len(got) != 2 || diff != "" {
		t.Errorf("%d objections, %v, -want +got\n%s", len(got), err, diff)
	}
	if other, err := store.Objections(ctx, "2026-11"); err != nil || len(other) > 0 {
		t.Errorf("another edition has %v, %v", other, err)
	}
	e := edition.Edition{ID: "2026-10", State: edition.Published, Objections: got}
	if err := store.SaveEdition(ctx, e); err != nil {
		t.Fatal(err)
	}
	all, err := store.Editions(ctx)
	if diff := cmp.Diff(got, all[0].Objections); err != nil || diff != "" {
		t.Errorf("the published edition, %v, -want +got\n%s", err, diff)
	}
	if err := store.RemoveEdition(ctx, "2026-10"); err != nil {
		t.Fatal(err)
	}
	if left, err := store.Objections(ctx, "2026-10"); err != nil || len(left) > 0 {
		t.Errorf("after the removal %v are left, %v", left, err)
	}
}
