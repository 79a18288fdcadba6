package observatory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
)

func TestProposeList(t *testing.T) {
	t.Parallel()
	got := observatory.ProposeList([]observatory.Procedure{
		{ID: "listed", Essential: observatory.Yes, VolumeTotal: observatorytest.Ptr(uint64(200_001))},
		{ID: "great", VolumeTotal: observatorytest.Ptr(uint64(200_001)), FinancialAid: observatory.Yes},
		{ID: "at the limit", VolumeTotal: observatorytest.Ptr(uint64(200_000)), FinancialAid: observatory.No},
		{ID: "aid", FinancialAid: observatory.Yes, Essential: observatory.No},
		{ID: "birth", LifeEvents: []string{"birth"}},
		{ID: "shrunk", Essential: observatory.Yes, VolumeTotal: observatorytest.Ptr(uint64(9))},
		{ID: "added", Essential: observatory.Yes, EssentialReason: "the minister asked"},
		{ID: "exempted", Essential: observatory.No, EssentialReason: "ends in June", FinancialAid: observatory.Yes},
	})
	want := []observatory.ListProposal{
		{Procedure: "great", Enters: true, Reasons: []string{"volume", "financial_aid"}},
		{Procedure: "aid", Enters: true, Reasons: []string{"financial_aid"}},
		{Procedure: "birth", Enters: true, Reasons: []string{"life_event"}},
		{Procedure: "shrunk", Reasons: []string{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
