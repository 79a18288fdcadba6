package summary_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
	"servicequality/observatory/summary"
)

func TestSummaryJSON(t *testing.T) {
	t.Parallel()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{
		{ID: "a", Ministry: "Intérieur", Online: observatory.OnlineYes, VolumeTotal: observatorytest.Ptr[uint64](100), VolumeOnline: observatorytest.Ptr[uint64](50),
			Authentication: observatory.FranceConnect, Mobile: observatory.MobileYes},
		{ID: "b", Ministry: "Écologie", Online: observatory.OnlineBeta},
		{ID: "c", Online: observatory.OnlineNo, Synthetic: true},
	})
	summary := summary.Summarise(catalogue, observatory.NewDay(2024, 3, 31), map[string]rating.Receipts{
		"a": {Accepted: 10, Doubtful: 2, Quarantined: 1}, "b": {Accepted: 5}, "c": {Accepted: 1000}, "gone": {Accepted: 7},
	})
	got, err := json.MarshalIndent(summary, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "as_of": "2024-03-31",
 "procedures": 3,
 "online": {
  "yes": 1,
  "local_rollout": 0,
  "partial": 0,
  "beta": 1,
  "no": 1,
  "proactive": 0,
  "unknown": 0
 },
 "dematerialisation": {
  "strict": 33.333333,
  "weighted": 36.666667,
  "at_least_partial": 66.666667,
  "strict_of_target": 0.400000,
  "target": 250
 },
 "take_up": {
  "declared": 1,
  "plain": 50.000000,
  "weighted": 50.000000,
  "online": {
   "procedures": 1,
   "low": 50.000000,
   "high": 50.000000
  },
  "all": {
   "procedures": 1,
   "low": 50.000000,
   "high": 50.000000
  },
  "without_total": 2,
  "largest_share": 100.000000,
  "without_largest": null,
  "effective": 1.000000,
  "rounding": {
   "procedures": 0,
   "low": 50.000000,
   "high": 50.000000
  }
 },
 "authentication": {
  "franceconnect": 1,
  "franceconnect_plus": 0,
  "none": 0,
  "not_applicable": 0,
  "unknown": 2
 },
 "mobile": {
  "yes": 1,
  "partial": 0,
  "no": 0,
  "not_applicable": 0,
  "unknown": 2
 },
 "volume_total": 100,
 "received": 18,
 "ratings": {
  "counted": 15,
  "doubtful": 2,
  "quarantined": 1
 },
 "ministries": [
  {
   "slug": "ecologie",
   "name": "Écologie",
   "procedures": 1,
   "yes": 0,
   "weighted": 10.000000
  },
  {
   "slug": "interieur",
   "name": "Intérieur",
   "procedures": 1,
   "yes": 1,
   "weighted": 100.000000
  }
 ]
}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestSummaryOfADemonstration(t *testing.T) {
	t.Parallel()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{{ID: "a", Synthetic: true}, {ID: "b", Synthetic: true}})
	receipts := map[string]rating.Receipts{"a": {Accepted: 3}, "b": {Quarantined: 2}}
	s := summary.Summarise(catalogue, 1, receipts)
	if !s.Synthetic || s.Received != 5 || s.Ratings != (summary.StandingCounts{}) {
		t.Errorf("synthetic %v, received %d, ratings %+v", s.Synthetic, s.Received, s.Ratings)
	}
}

func TestSummaryOfNothing(t *testing.T) {
	t.Parallel()
	s := summary.Summarise(observatory.NewCatalogue(nil), 1, nil)
	if s.Synthetic || s.Ministries == nil || s.Dematerialisation.Strict != nil {
		t.Errorf("synthetic %v, ministries %v, strict %v", s.Synthetic, s.Ministries, s.Dematerialisation.Strict)
	}
}

// TestMinistriesAreRecomputedFromMembers compares each ministry's line with
// the summary of a catalogue that holds its procedures alone.
func TestMinistriesAreRecomputedFromMembers(t *testing.T) {
	t.Parallel()
	words := []observatory.Online{observatory.OnlineYes, observatory.OnlinePartial, observatory.OnlineBeta, observatory.OnlineNo, observatory.OnlineProactive}
	names := []string{"Justice", "Travail", "Armées"}
	var procedures []observatory.Procedure
	for i := range 40 {
		procedures = append(procedures, observatory.Procedure{
			ID: observatory.Slug(names[i%3]) + string(rune('a'+i)), Ministry: names[i%3], Online: words[i*i%5],
		})
	}
	whole := summary.Summarise(observatory.NewCatalogue(procedures), 1, nil)
	var n, yes uint64
	for _, m := range whole.Ministries {
		var members []observatory.Procedure
		for _, p := range procedures {
			if p.Ministry == m.Name {
				members = append(members, p)
			}
		}
		alone := summary.Summarise(observatory.NewCatalogue(members), 1, nil)
		if diff := cmp.Diff([]summary.MinistrySummary{m}, alone.Ministries); diff != "" {
			t.Error(diff)
		}
		observatorytest.NearMicro(t, m.Name, alone.Dematerialisation.Weighted, m.Weighted.Float())
		n, yes = n+m.Procedures, yes+m.Yes
	}
	if n != whole.Procedures || yes != whole.Online.Strict() {
		t.Errorf("ministries hold %d procedures, %d of them online; the whole %d and %d", n, yes, whole.Procedures, whole.Online.Strict())
	}
}
