package aggregator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestReconcile: of one key on neighbouring days the later rating goes, and
// nothing else; a second run finds nothing.
func TestReconcile(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	first := observatory.NewDay(2026, 3, 31)
	twice, thrice, once := uuid.New(), uuid.New(), uuid.New()
	var ratings []rating.Rating
	give := func(procedure string, key uuid.UUID, day observatory.Day) {
		ratings = append(ratings, rating.Rating{ID: rating.ID(procedure, key, day), Version: 1, Procedure: procedure,
			Instrument: rating.Avis1, ReceivedAt: day.Start(), Satisfaction: 3, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Delivery: rating.Delivery{Node: 3, Epoch: 1, Seq: uint64(len(ratings) + 1)}})
	}
	give("a", twice, first) // over the end of a month, and of a partition
	give("a", twice, first+1)
	give("b", twice, first+1) // another procedure: another rating
	give("a", thrice, first)
	give("a", thrice, first+1)
	give("a", thrice, first+2)
	give("a", once, first)
	give("a", once, first+2) // not neighbours
	if err := store.InsertRatings(t.Context(), ratings, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
	a, _ := jobs(store)
	for _, want := range []uint64{3, 0} {
		run, err := a.Run(t.Context(), "reconcile")
		if err != nil || run.Rows != want {
			t.Errorf("the run dropped %d, want %d, %v", run.Rows, want, err)
		}
	}
	if _, err := a.Run(t.Context(), "erasures"); err != nil {
		t.Fatal(err)
	}
	count(t, store)
	receipts, err := store.Receipts(t.Context())
	want := map[string]rating.Receipts{"a": {Accepted: 4}, "b": {Accepted: 1}}
	if diff := cmp.Diff(want, receipts); diff != "" || err != nil {
		t.Errorf("what is left: %s %v", diff, err)
	}
}

func TestTop250Proposes(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	imp := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &imp); err != nil {
		t.Fatal(err)
	}
	if err := store.InsertProcedures(t.Context(), imp.Number, []observatory.Procedure{
		{ID: "aid", FinancialAid: observatory.Yes}, {ID: "old", Essential: observatory.Yes}}); err != nil {
		t.Fatal(err)
	}
	a, _ := jobs(store)
	for range 2 {
		if _, err := a.Run(t.Context(), "top250"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Proposals(t.Context())
	want := []observatory.ListProposal{{Procedure: "aid", Enters: true, Reasons: []string{"financial_aid"}}, {Procedure: "old", Reasons: []string{}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("the proposals: %s %v", diff, err)
	}
}
